"""What the bytes of an entry mean, one package for each kind of input."""
