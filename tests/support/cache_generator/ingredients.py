"""What a real cache is made of: names, stacks and what they build for, dependencies, tags."""

from __future__ import annotations

from typing import NamedTuple


def _words(text: str) -> list[str]:
    return text.split()


REAL_NAMES = _words("""
trilinos python cmake zlib-ng gcc-runtime openssl ncurses perl readline py-setuptools xz pkgconf
libxml2 bzip2 curl hwloc py-pip py-wheel zstd gmake hdf5 openblas py-numpy openmpi mpich libfabric
py-cython boost ninja gettext tar sqlite util-linux-uuid expat libiconv gdbm diffutils berkeley-db
m4 autoconf automake libtool bison flex findutils libsigsegv texinfo pcre2 libffi gmp mpfr mpc git
krb5 openssh libbsd libmd numactl libpciaccess ucx pmix prrte libevent slurm rdma-core yaksa json-c
kokkos kokkos-kernels raja umpire camp chai care axom conduit ascent vtk-m paraview visit adios2
c-blosc zfp sz mgard petsc slepc py-petsc4py hypre superlu-dist superlu metis parmetis scotch mumps
sundials mfem glvis amrex warpx openpmd-api heffte fftw libceed libxsmm ginkgo magma slate blaspp
lapackpp plasma strumpack butterflypack dealii tasmanian precice omega-h pumi zoltan exago hiop
ipopt coinhsl raxml gromacs lammps quantum-espresso nwchem cp2k elpa libxc libint spla sirius wrf
netcdf-c netcdf-fortran netcdf-cxx4 parallel-netcdf nco cdo esmf udunits eccodes tau papi caliper
adiak hpctoolkit scorep otf2 cube darshan-runtime darshan-util likwid dyninst elfutils intel-tbb
libunwind flux-core flux-sched flux-security lmod lua czmq libzmq jansson axl er kvtree scr rankstr
redset shuffile spath veloc dtcmp mpifileutils lwgrp libcircle unifyfs hdf5-vol-async argobots bolt
mercury mochi-margo py-torch py-torchvision py-jax py-jaxlib py-tensorflow py-keras py-scipy
py-pandas py-matplotlib py-scikit-learn py-ml-dtypes py-opt-einsum py-gpytorch py-linear-operator
py-affine py-botorch py-timm py-transformers py-tokenizers py-h5py py-mpi4py py-numba py-llvmlite
py-pybind11 py-pillow py-pyyaml py-six py-packaging py-typeguard cuda cudnn nccl rccl hip hipblas
rocblas rocm-core comgr llvm llvm-amdgpu gcc rust go node-js openjdk ant maven r r-rcpp r-ggplot2
r-dplyr r-matrix perl-dbi perl-bioperl samtools bwa blast-plus star salmon root geant4 dd4hep acts
delphes fastjet hepmc3 lhapdf pythia8 edm4hep podio 3dtk 7zip
""")

WORDS = _words("""
array async atlas audio backend batch bio block brain cache calc chem class cloud cluster code
color config core crypt data date deep diff disk dist dock draw edit event exact fast field file
filter flow fold font form fuse gene geo graph grid hash heat html http image index io iso json
kernel key lab lang layer lens light line link list log loop map mark mat mesh meta mini mock
model multi name net node num opt pack parse path pixel plot point poly pool port probe proto
query quick rand range rate ray reg report ring route sample scan seq shape sim slice solve sort
spark spec stat stream struct sync table task tensor term test text thread tick time token tools
trace track tree type unit util vector view wave web xml yaml
""")

PREFIXES = {"py-": 45, "": 25, "r-": 14, "perl-": 8, "lib": 5, "rust-": 2, "go-": 1}
"""What composed names begin with, and how often in a hundred."""

BUILD_SYSTEMS = {"py": "python_pip", "r": "generic", "perl": "perl"}
"""Of packages in other languages, most of which need no compiler, by prefix."""


class Environment(NamedTuple):
    """Where and with what a family of stacks is built."""

    architecture: str
    compiler: str
    years: range
    kind: str
    """Which packages it builds: machine learning, HPC codes, or tools."""
    stacks: tuple[str, ...]


def _environments(table: str) -> tuple[Environment, ...]:
    rows = (line.split() for line in table.strip().splitlines())
    return tuple(
        Environment(arch, compiler, range(int(first), int(last) + 1), kind, tuple(stacks))
        for arch, compiler, first, last, kind, *stacks in rows
    )


ENVIRONMENTS = _environments("""
linux-ubuntu24.04-x86_64_v3 gcc@13.2.0 2025 2025 ml ml-linux-x86_64-cpu ml-linux-x86_64-cuda
linux-ubuntu22.04-x86_64_v3 gcc@11.4.0 2023 2025 ml ml-linux-x86_64-cpu ml-linux-x86_64-rocm
linux-ubuntu24.04-aarch64 gcc@13.2.0 2025 2025 ml ml-linux-aarch64-cpu ml-linux-aarch64-cuda
darwin-sequoia-aarch64 apple-clang@16.0.0 2025 2025 ml ml-darwin-aarch64-mps
darwin-ventura-m1 apple-clang@14.0.3 2023 2024 ml ml-darwin-aarch64-mps
linux-ubuntu22.04-x86_64_v3 gcc@11.4.0 2024 2025 hpc e4s e4s-rocm-external hep tutorial gpu-tests
linux-ubuntu20.04-x86_64_v3 gcc@11.1.0 2022 2024 hpc e4s data-vis-sdk gpu-tests
linux-ubuntu22.04-neoverse_v1 gcc@11.4.0 2023 2025 hpc e4s-neoverse_v1
linux-ubuntu22.04-neoverse_v2 gcc@11.4.0 2024 2025 hpc e4s-neoverse-v2
linux-ubuntu22.04-x86_64_v3 oneapi@2024.2.1 2023 2024 hpc e4s-oneapi
linux-ubuntu22.04-x86_64_v3 intel-oneapi-compilers@2025.1.0 2025 2025 hpc e4s-oneapi
linux-ubuntu20.04-ppc64le gcc@9.4.0 2021 2024 hpc e4s-power
linux-rhel8-zen4 cce@15.0.1 2023 2024 hpc e4s-cray-rhel
linux-rhel8-x86_64_v3 cce@18.0.0 2025 2025 hpc e4s-cray-rhel
linux-sle_hpc15-x86_64_v4 gcc@10.3.0 2023 2025 hpc e4s-cray-sles
linux-amzn2-x86_64_v4 gcc@12.4.0 2024 2025 hpc aws-pcluster-x86_64_v4 aws-pcluster-icelake
linux-amzn2-neoverse_n1 gcc@12.4.0 2023 2025 hpc aws-pcluster-neoverse_n1 aws-isc-aarch64
linux-amzn2-graviton2 gcc@7.3.1 2021 2022 hpc aws-ahug-aarch64 aws-isc-aarch64
linux-amzn2-x86_64_v3 gcc@7.3.1 2021 2023 hpc aws-ahug aws-isc
linux-ubuntu18.04-x86_64 gcc@7.5.0 2021 2022 hpc e4s radiuss
linux-rhel7-x86_64 gcc@9.3.0 2021 2022 hpc e4s
linux-ubuntu18.04-x86_64_v3 gcc@7.5.0 2022 2025 tools build_systems radiuss
linux-centos7-x86_64_v3 gcc@10.2.1 2023 2025 tools developer-tools-manylinux2014
linux-rhel8-aarch64 gcc@8.5.0 2023 2025 tools developer-tools-aarch64-linux-gnu
darwin-sequoia-aarch64 apple-clang@16.0.0 2024 2025 tools developer-tools-darwin
windows-windows10.0.20348-x86_64 msvc@19.39.33523 2024 2025 tools windows-vis
""")

DEPENDENCIES = (
    ("zlib@1.2.11", "+optimize+pic+shared"),
    ("hwloc@2.4.1", "~cairo~cuda~gl~libudev+libxml2~netloc~nvml+pci+shared"),
    ("libfabric@1.12.1", "~debug~kdreg fabrics=rxm,sockets,tcp,udp"),
    (
        "mpich@3.4.1",
        "~argobots+fortran+hwloc+hydra+libxml2+pci+romio~slurm~verbs device=ch4 netmod=ofi",
    ),
    ("libxml2@2.9.10", "~python"),
    ("ncurses@6.2", "~symlinks+termlib abi=none"),
    ("openblas@0.3.13", "~bignuma~consistent_fpcsr~ilp64+locking+pic+shared threads=none"),
    ("hdf5@1.10.7", "~cxx~debug~fortran~hl~java+mpi+pic+shared~szip~threadsafe api=none"),
    ("xz@5.2.5", "~pic libs=shared,static"),
    (
        "python@3.8.8",
        "+bz2+ctypes+dbm~debug+libxml2+lzma~nis~optimizations+pic+pyexpat+readline+shared",
    ),
    ("libiconv@1.16", ""),
    ("libpciaccess@0.16", ""),
)
"""Name and version, then variants, as they stand in old spec strings."""


RELEASES = _words("""
v0.18.0 2022-05-28  v0.18.1 2022-07-20  v0.19.0 2022-11-11  v0.19.1 2023-02-07  v0.19.2 2023-04-04
v0.20.0 2023-05-21  v0.20.1 2023-07-10  v0.20.2 2023-10-03  v0.20.3 2023-10-31  v0.21.0 2023-11-11
v0.21.1 2024-01-11  v0.21.2 2024-03-01  v0.21.3 2024-10-02  v0.22.0 2024-05-12  v0.22.1 2024-07-04
v0.22.2 2024-09-21  v0.22.3 2024-12-08  v0.23.0 2024-11-13  v0.23.1 2025-02-19  v1.0.0 2025-07-20
""")
"""Each release, then its day."""
