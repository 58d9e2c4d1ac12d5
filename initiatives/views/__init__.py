"""What answers each address: a list is a subclass of the one table list, everything else is a function."""
