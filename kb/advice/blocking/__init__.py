"""What keeps a new conversion from a lower target: features of the model, operations, parameters, dtypes."""
