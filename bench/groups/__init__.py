"""What is measured, in groups; each takes a Report and the databases and says its figures to the report."""
