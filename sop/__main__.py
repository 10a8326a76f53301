"""`python -m sop` is `sop`."""

from sop.commands.main import main

if __name__ == "__main__":
    main()
