"""Records, platforms and availability as one value, from data/ or from the bundle in the wheel."""
