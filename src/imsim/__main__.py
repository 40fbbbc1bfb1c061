"""The command `imsim`, and `python -m imsim`: also a Ctrl-C while modules are still loading ends in one message."""

from __future__ import annotations

import atexit
import signal
import sys

from imsim.engine.interrupts import clean_exit
from imsim.reporting.terminal.encoding import never_fail_to_show


def main() -> None:
    """Entry point: an error ends in one message and an exit code, never in a traceback."""
    # When Python itself ends, all is done or said: a Ctrl-C would only disturb its tidying up.
    atexit.register(signal.signal, signal.SIGINT, signal.SIG_IGN)
    never_fail_to_show()
    with clean_exit():
        from imsim.cli.main import app
        from imsim.scenarios.error_messages import in_terminal

        try:
            with in_terminal():
                app()
        finally:
            leave_colours_alone()


def leave_colours_alone() -> None:
    """Let nothing be written after the answer: a library would reset colours that nobody set, behind JSON too."""
    if "colorama" in sys.modules:
        atexit.unregister(sys.modules["colorama"].initialise.reset_all)


if __name__ == "__main__":
    main()
