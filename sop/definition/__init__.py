"""YAML text to a compiled Definition: read with positions, shape, names, conditions."""
