"""Formats that another program or a printer reads, one per file."""
