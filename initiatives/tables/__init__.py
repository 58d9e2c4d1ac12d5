"""The tables of the public lists; each file is named after a noun."""
