"""How large the tensors of a flexible model can become: bounds of dimensions that its file leaves open."""
