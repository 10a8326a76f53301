"""What a user does with cases: open, record, advance, list. One function per task.

Every write loads the case, decides with the engine and appends the events. If another user has
changed the case in between, it starts again (optimistic concurrency). The store, the workflows and
the clock are arguments.
"""
