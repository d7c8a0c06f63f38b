"""Targets, OS releases, chips, devices, and what a user ships to. Facts live in `data/platforms/`."""
