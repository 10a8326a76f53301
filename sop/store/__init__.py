"""Stores the history of each case as an append-only log and returns it unchanged.

A hash chain detects changed events, and the index detects a missing end. An append states the
version that it was decided on (optimistic concurrency). No module here knows what an event means.
"""
