"""`sop train`: `train.py` has its commands, each other module what a few of them do."""
