"""Maps as figures: outlines of the world in, lines and marks of a drawing out."""
