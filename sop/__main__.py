"""The entry point: `sop`, `python -m sop` and `python cli.py`.

Ctrl-C ends the process at once and silently until a command runs: Python would print a
traceback from the middle of an import, and nothing has been written yet.
"""

# What `signal` wraps: that one imports for 5 ms, in which Ctrl-C would leave a traceback.
import _signal  # type: ignore[import-not-found]
import gc

if _signal.getsignal(_signal.SIGINT) is _signal.default_int_handler:
    _signal.signal(_signal.SIGINT, _signal.SIG_DFL)

SELDOM = 50_000
"""New objects between two runs of the garbage collector, where Python has 700.

A daily command makes fewer, so the collector never runs, neither for its imports nor later; one
that takes minutes still frees cycles.
"""


def main() -> None:
    """Run the command line."""
    gc.set_threshold(SELDOM)
    from sop.commands.main import main as run  # late: after Ctrl-C has its meaning

    run()


def program() -> None:
    """Run the command line, and end the process."""
    try:
        main()
    except SystemExit as end:
        from sop.commands.process_end import end_process  # late: after Ctrl-C has its meaning

        if isinstance(end.code, int):
            end_process(end.code)
        raise


if __name__ == "__main__":
    program()
