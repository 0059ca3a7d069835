"""Load and comparison, run by hand: `make bench`."""
