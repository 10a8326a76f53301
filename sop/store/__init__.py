"""Events in, events out: one port, an embedded store, a memory store. Nothing here knows what an event means."""
