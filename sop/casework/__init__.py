"""What a user does with cases: open, record, move on, list. One function for each task.

Every write loads the case, asks the engine and appends the events. If another user has changed
the case in between, it starts again (optimistic concurrency). The store, the workflows and the
clock are arguments.
"""
