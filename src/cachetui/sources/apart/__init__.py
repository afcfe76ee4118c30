"""A folder that another process reads: it finds, opens and reads, whatever the bytes mean."""
