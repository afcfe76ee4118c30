"""Files that Spack itself writes: indexes, databases, lockfiles, spec files, manifests."""
