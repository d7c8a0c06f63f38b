"""What single parts of a model need: kind, interface, layers, opsets. See docs/reference/requirement.md."""
