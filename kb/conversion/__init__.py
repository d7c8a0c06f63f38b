"""Converting one source for several targets, checking what came out, and choosing what to ship."""
