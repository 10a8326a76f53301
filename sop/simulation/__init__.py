"""Load: many cases of a workflow with its real rules, assumed durations and limited staff."""
