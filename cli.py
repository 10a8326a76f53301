"""`python cli.py …` runs the same program as `sop …`."""

from sop.commands.main import main

if __name__ == "__main__":
    main()
