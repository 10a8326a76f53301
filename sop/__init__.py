"""sop: standard operating procedures that several agencies carry out together, enforced, recorded and explained."""

__version__ = "0.1.0"
