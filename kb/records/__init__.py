"""One curated entry: a known compatibility issue, from YAML text to a frozen value. Facts live in data/records/."""
