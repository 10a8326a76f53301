"""The screens and pages of training."""
