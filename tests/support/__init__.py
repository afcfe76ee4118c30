"""What the tests share: drivers of the screen, oracles, builders and corrupters."""
