"""Forms that the admin shows beside Django's own."""
