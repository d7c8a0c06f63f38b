"""The command kb: one verb a file. Verbs parse, call one function and print."""
