"""The curator's workshop: lints, proofs of records, what a machine can mend or derive."""
