from spack_repo.builtin.build_systems.python import PythonPackage

from spack.package import *


class PyPythonFrontmatter(PythonPackage):
    """Parse and manage posts with YAML (or other) frontmatter."""

    homepage = "https://github.com/eyeseast/python-frontmatter"
    pypi = "python-frontmatter/python-frontmatter-1.1.0.tar.gz"

    license("MIT")

    version("1.1.0", sha256="7118d2bd56af9149625745c58c9b51fb67e8d1294a0c76796dafdc72c36e5f6d")

    depends_on("py-setuptools", type="build")
    depends_on("py-pyyaml", type=("build", "run"))
