from spack_repo.builtin.packages.py_archspec.package import PyArchspec as BuiltinArchspec

from spack.package import *


class PyArchspec(BuiltinArchspec):
    __doc__ = BuiltinArchspec.__doc__

    version("0.2.7", sha256="87bd0f5664e641333c8878352987a7e7fadd225252279ac9f37c0ca185de3147")
