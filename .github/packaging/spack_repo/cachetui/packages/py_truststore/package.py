from spack_repo.builtin.build_systems.python import PythonPackage

from spack.package import *


class PyTruststore(PythonPackage):
    """Verify certificates using native system trust stores."""

    homepage = "https://github.com/sethmlarson/truststore"
    pypi = "truststore/truststore-0.10.4.tar.gz"

    license("MIT")

    version("0.10.4", sha256="9d91bd436463ad5e4ee4aba766628dd6cd7010cf3e2461756b3303710eebc301")

    depends_on("python@3.10:", type=("build", "run"))
    depends_on("py-flit-core@3.11:3", type="build")
