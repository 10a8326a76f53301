"""What holds: guarantees watched over a run of a case."""
