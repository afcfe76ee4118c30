from spack_repo.builtin.build_systems.python import PythonPackage

from spack.package import *


class PyHttpx(PythonPackage):
    """The next generation HTTP client."""

    homepage = "https://www.python-httpx.org"
    pypi = "httpx/httpx-0.28.1.tar.gz"

    license("BSD-3-Clause")

    version("0.28.1", sha256="75e98c5f16b0f35b567856f597f06ff2270a374470a5c2392242528e3e3e42fc")

    depends_on("python@3.8:", type=("build", "run"))
    depends_on("py-hatchling", type="build")
    depends_on("py-hatch-fancy-pypi-readme", type="build")
    depends_on("py-anyio", type=("build", "run"))
    depends_on("py-certifi", type=("build", "run"))
    depends_on("py-httpcore@1", type=("build", "run"))
    depends_on("py-idna", type=("build", "run"))
