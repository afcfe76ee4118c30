from pathlib import Path

from spack_repo.builtin.build_systems.python import PythonPackage

from spack.package import *


class PyCachetui(PythonPackage):
    """A terminal browser for Spack binary build caches."""

    git = Path(__file__).absolute().parents[6].as_uri()
    """The checkout that this repository of recipes is in."""

    license("Apache-2.0 OR MIT")

    version("main", branch="main")

    depends_on("python@3.10:", type=("build", "run"))

    with default_args(type="build"):
        depends_on("py-argparse-manpage@4.6:")
        depends_on("py-hatchling@1.27:")

    with default_args(type=("build", "run")):
        depends_on("py-argcomplete@3.5:")

    with default_args(type="run"):
        depends_on("py-archspec@0.2.7:")
        depends_on("py-httpx@0.28:")
        depends_on("py-msgspec@0.19:")
        depends_on("py-platformdirs@4:")
        depends_on("py-python-frontmatter@1.1:")
        depends_on("py-pyyaml@6:")
        depends_on("py-rapidfuzz@3.9:")
        depends_on("py-textual@8.2.5:8.2")
        depends_on("py-tomli@2:", when="^python@:3.10")
        depends_on("py-truststore@0.10:")
