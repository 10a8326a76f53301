"""Events in, events out: the port, the stores behind it, the disposable index."""
