"""`python cli.py …` and `sop …` are one program."""

from sop.commands.main import main

if __name__ == "__main__":
    main()
