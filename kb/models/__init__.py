"""From a file or folder that a user names to a `Model`: kind, interface, metadata, operations.

Nothing here imports coremltools or protobuf, and weights are never read.
"""
