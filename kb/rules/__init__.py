"""What a machine can decide about a record: conditions, the facts they see, three-valued verdicts."""
