"""What a coordinator does, in one function each: open, do, advance, worklist. Store, library and clock are given."""
