"""The sentences that say how a query was read where that is not as it was written.

A page shows one row for a spec: its compiler without attributes, no namespace, no dependencies.
Braces stand for a piece of the query.
"""

CONDITION = "pages do not show how a compiler is used: [{}] is left out"
DEPENDENCIES = "pages do not list dependencies: {} cannot be answered"
FLAGS = "pages do not show compiler flags such as {}"
GIT = "a git version matches only where the page has the same ref"
HOST = "Spack's names for the host are not known here: write its os and target"
LANGUAGE = "pages show one compiler for a spec: c, cxx and fortran cannot be told apart"
LEFT_OUT = "pages show one compiler for a spec, that of c before the others: {} is left out"
MOVED = "{0} behind %{1} belongs to {1} in Spack 1.x, here it is asked of the package"
NAMESPACE = "pages do not show namespaces: {} is left out"
PROPAGATED = "pages do not show what propagates: %% is read as %"
TWO = "pages show one compiler for a spec: none has two"
