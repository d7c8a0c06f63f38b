"""One lint, one file."""
