"""What was read, as columns of codes over tables of distinct values."""
