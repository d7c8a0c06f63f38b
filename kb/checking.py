"""The whole answer as one pure function: the page to read first."""
