"""Where bytes come from (transports), and what they mean (formats)."""
