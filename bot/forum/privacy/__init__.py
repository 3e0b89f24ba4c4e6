"""What people may have of their data: a copy, its end, and how long it is kept at all."""
