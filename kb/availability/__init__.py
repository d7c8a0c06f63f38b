"""From which target on an operation, a parameter or a dtype exists. Facts live in data/operations/."""
