"""The command kb: one verb a file. Verbs parse, call one function and print."""

import gc

# A command makes objects, answers and ends: Python's search for cycles, at every 700 objects, took a tenth of a small
# check. It is set here, before anything else is imported.
gc.set_threshold(50_000)
