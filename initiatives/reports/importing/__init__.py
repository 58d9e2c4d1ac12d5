"""What the plan of an import rests on: the forms of cells, what is stored, and what a name may mean."""
