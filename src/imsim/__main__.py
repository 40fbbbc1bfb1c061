"""The command `imsim`, and `python -m imsim`: also a Ctrl-C while modules are still loading ends in one message."""

from __future__ import annotations

import atexit
import signal

from imsim.engine.interrupts import clean_exit
from imsim.reporting.terminal.encoding import never_fail_to_show


def main() -> None:
    """Entry point: an error ends in one message and an exit code, never in a traceback."""
    # When Python itself ends, all is done or said: a Ctrl-C would only disturb its tidying up.
    atexit.register(signal.signal, signal.SIGINT, signal.SIG_IGN)
    never_fail_to_show()
    with clean_exit():
        from imsim.cli.main import app

        app()


if __name__ == "__main__":
    main()
