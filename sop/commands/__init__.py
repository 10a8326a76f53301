"""The Typer program: parse, call one function, show one view, choose the exit code."""
