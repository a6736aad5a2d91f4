"""Pages of the public results site."""
