"""One file a format that another program or a printer reads."""
