from spack_repo.builtin.packages.py_textual.package import PyTextual as BuiltinTextual

from spack.package import *


class PyTextual(BuiltinTextual):
    __doc__ = BuiltinTextual.__doc__

    version("8.2.8", sha256="3f106a9fbc73e39dd266c9712432087de78a6d644084c7c241d6a25c3169115b")

    depends_on("py-rich@14.2:", type=("build", "run"), when="@8:")
    depends_on("py-pygments@2.19.2:2", type=("build", "run"), when="@8:")
