"""Who may ask how often: counters that are shared where Redis is there, and go on without it."""
