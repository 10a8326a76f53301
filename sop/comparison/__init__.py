"""Two versions of a workflow compared in words: pure, from two definitions to a list of changes."""
