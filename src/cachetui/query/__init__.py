"""What is asked, and which listings meet it."""
