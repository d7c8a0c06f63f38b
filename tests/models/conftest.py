"""Models for the reader's tests: protobuf's own parser over the same bytes is the truth."""
