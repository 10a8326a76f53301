"""The terminal: blocks laid out as rows, wrapped, in colour or plain."""
