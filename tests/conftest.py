"""Fixtures that several test files share."""

import signal
from functools import cache

import pytest


def pytest_configure():
    """Let Ctrl-C be heard: shells have jobs in the background ignore it, which what the tests start would inherit."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@cache
def compiled():
    """Compile the week, where this machine has not yet: a command that has to do so says so, and takes its time."""
    from imsim.company.compilation import compile_kernels
    from imsim.scenarios.model import MODEL

    compile_kernels(MODEL)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item):
    """The kernels are there before the first test that does more than read source."""
    if not item.get_closest_marker("reads_source"):
        compiled()


@pytest.fixture
def short_ageing(monkeypatch):
    """Age the initial staff for a year instead of twenty, where it does not matter whether the firm stands still."""
    import worlds
    from imsim.scenarios import timeline

    monkeypatch.setattr(timeline, "AGEING_WEEKS", worlds.SHORT_AGEING)


@pytest.fixture
def firm(short_ageing):
    """The default scenario, small and fast."""
    import worlds

    return worlds.small()


@pytest.fixture
def setting(firm):
    """What all runs of the small firm share."""
    return firm.setting()
