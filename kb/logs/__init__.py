"""Log and error lines: which known issues they tell of."""
