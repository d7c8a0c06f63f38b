"""What reading and checking a model costs, as ratios to coremltools in one run. `python -m benchmarks` prints them."""
