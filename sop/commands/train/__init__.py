"""`sop train`: one module a group of its commands; `train.py` is the group itself."""
