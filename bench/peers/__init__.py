"""Other programs doing the same work, in an environment of their own."""
