"""The command line: read the arguments, call one function, show one view, set the exit code."""
