"""The command `imsim`, and `python -m imsim`: also a Ctrl-C while modules are still loading ends in one message."""

from __future__ import annotations

import signal

from imsim.ending import ending


def main() -> None:
    """Entry point: mistakes end in one message and an exit code, never in a traceback."""
    try:
        with ending():
            from imsim.cli import app

            app()
    finally:
        # All is done or said: a Ctrl-C that comes now would only disturb Python's own tidying up.
        signal.signal(signal.SIGINT, signal.SIG_IGN)


if __name__ == "__main__":
    main()
