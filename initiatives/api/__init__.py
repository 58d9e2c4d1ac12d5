"""The API: the same rows as JSON, for reading alone."""
