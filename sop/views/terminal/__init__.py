"""The terminal: blocks, their layout as wrapped rows, in colour or plain."""
