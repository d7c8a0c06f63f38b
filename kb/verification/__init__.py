"""Proof on devices: what to run where, what to run, and what the results say."""
