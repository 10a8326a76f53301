"""Training: a person plays a scenario; the answers are scored and discussed in a debrief.

The engine of the real procedure decides what happens. The model path is the sequence of right
answers of a scenario.
"""
