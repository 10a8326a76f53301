"""`python cli.py …` runs the same program as `sop …`."""

from sop.__main__ import program

if __name__ == "__main__":
    program()
