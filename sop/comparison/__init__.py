"""The differences between two versions of a workflow, in words (semantic diff).

Each difference is looser, stricter or neither. The input is two definitions; nothing is read
from the disk.
"""
