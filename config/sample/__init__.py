"""A sample site: two conference halls of a municipal centre, and a month of its calendar."""
