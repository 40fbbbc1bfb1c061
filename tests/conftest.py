"""Fixtures that several test files share."""

import pytest

import worlds
from imsim.mechanisms.week import KERNELS, compile_kernels
from imsim.scenarios import simulation


@pytest.fixture(scope="session", autouse=True)
def compiled():
    """The kernels are there before the first test: a command that has to compile them says so, and takes its time."""
    compile_kernels(*KERNELS)


@pytest.fixture
def short_ageing(monkeypatch):
    """Age the initial staff for a year instead of twenty, where it does not matter whether the firm stands still."""
    monkeypatch.setattr(simulation, "AGEING_WEEKS", worlds.SHORT_AGEING)


@pytest.fixture
def firm(short_ageing):
    """The default scenario, small and fast."""
    return worlds.small()


@pytest.fixture
def setting(firm):
    """What all runs of the small firm share."""
    return firm.setting()
