"""Standard operating procedures that several agencies carry out together (case management).

A workflow says who must do what, in which order and by when. Each case of it is recorded and
checked, and every refusal lists its reasons.
"""

__version__ = "0.1.0"
