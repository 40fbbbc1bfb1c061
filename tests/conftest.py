"""Fixtures that several test files share."""

import os
import signal
from functools import cache

import pytest

try:
    import fcntl
except ImportError:  # a system without locks compiles twice
    fcntl = None

# More processes than these are not worth what each of them loads.
MOST_PROCESSES = 4
# A file is one process's work. These take longest: begun last, one of them would keep everybody waiting.
FIRST = (
    "test_pages", "test_installs", "test_experiments", "test_extend", "test_report", "test_app_page", "test_app",
    "test_store", "test_optimise", "test_repetition", "test_ending", "test_bad_input", "test_app_mesa",
)  # fmt: skip


def pytest_configure():
    """Let Ctrl-C be heard, and nobody's terminal set the width of what is printed.

    Shells have jobs in the background ignore Ctrl-C, and what the tests start would inherit that.
    """
    os.environ.pop("COLUMNS", None)
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.hookimpl(tryfirst=True)
def pytest_cmdline_main(config):
    """Run the whole suite in several processes, file by file, where pytest-xdist is installed; `-n 0` does not."""
    chosen = config.option
    whole = config.args_source is config.ArgsSource.TESTPATHS and chosen.markexpr.startswith("not thorough")
    if not whole or not config.pluginmanager.hasplugin("xdist") or chosen.numprocesses is not None:
        return
    if hasattr(config, "workerinput") or chosen.collectonly or chosen.usepdb:
        return
    number = min(os.cpu_count() or 1, MOST_PROCESSES)
    vars(chosen).update(numprocesses=number, dist="loadscope", loadscopereorder=False, tx=["popen"] * number)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    """The longest files first; the others as they come."""
    place = {name: number for number, name in enumerate(FIRST)}
    items.sort(key=lambda item: place.get(item.path.stem, len(FIRST)))


@cache
def compiled():
    """Compile the week, where this machine has not yet: a command that has to do so says so, and takes its time.

    Several processes begin with a half each, and find the other halves on disk.
    """
    from imsim.company.compilation import compile_kernels, smallest
    from imsim.engine.machine_code import folder
    from imsim.scenarios.model import MODEL

    number = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0")[2:])
    places = range(len(smallest(MODEL).kernels()))
    for place in (*places[number % len(places) :], *places[: number % len(places)]):
        with open(f"{folder()}/{place}.lock" if folder() else os.devnull, "w") as file:
            if fcntl:
                fcntl.flock(file, fcntl.LOCK_EX)
            compile_kernels(MODEL, place)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item):
    """The kernels are there before the first test that does more than read source."""
    if not item.get_closest_marker("reads_source"):
        compiled()


@pytest.fixture(scope="module")
def undrawn():
    """Studies leave no figures: drawing them takes longer than running what is small."""
    from imsim.reporting import artefacts

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(artefacts, "save_figures", lambda *_: None)
        yield


@pytest.fixture(scope="module")
def aged_briefly():
    """As `short_ageing`, for all of a file."""
    import worlds
    from imsim.scenarios import timeline

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(timeline, "AGEING_WEEKS", worlds.SHORT_AGEING)
        yield


@pytest.fixture(scope="module")
def few_resamples():
    """Slow bootstraps of sensitivity indices draw little: where of intervals only their being there is asked."""
    from imsim.studies import salib

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(salib, "SLOW_RESAMPLES", 10)
        patch.setattr(salib, "DELTA_RESAMPLES", 4)
        yield


@pytest.fixture
def short_ageing(monkeypatch):
    """Age the initial staff for a year instead of twenty, where it does not matter whether the firm stands still."""
    import worlds
    from imsim.app import opening
    from imsim.scenarios import timeline

    monkeypatch.setattr(timeline, "AGEING_WEEKS", worlds.SHORT_AGEING)
    # What companies of the page expect of their staff then is not what they expect else.
    monkeypatch.setattr(opening, "_companies", {})


@pytest.fixture
def firm(short_ageing):
    """The default scenario, small and fast."""
    import worlds

    return worlds.small()


@pytest.fixture
def setting(firm):
    """What all runs of the small firm share."""
    return firm.setting()
