"""What Spack means by a version, a variant, a target and a spec; no cache, no program."""
