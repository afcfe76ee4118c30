"""What opens over the browsing screen, one module each."""
