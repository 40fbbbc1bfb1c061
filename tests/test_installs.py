"""What is given away works where it arrives: wheel and sdist, alone, and with the oldest versions that are allowed."""

import json
import os
import re
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
LOWEST = ROOT / "constraints-lowest.txt"
TESTED = ("distributed", "test")


def lower_bounds():
    """Name -> lowest allowed version, of everything that is installed for the tests."""
    extras = PROJECT["optional-dependencies"]
    wanted = [*PROJECT["dependencies"], *(one for extra in TESTED for one in extras[extra])]
    return {found[1].lower(): found[2] for one in wanted if (found := re.match(r"([\w-]+)>=([\d.]+)", one))}, wanted


def pins():
    lines = LOWEST.read_text(encoding="utf-8").splitlines()
    return dict(line.lower().split("==") for line in lines if line and not line.startswith("#"))


def test_every_requirement_has_a_lower_bound_and_the_lowest_set_is_made_of_them():
    bounds, wanted = lower_bounds()
    assert len(bounds) == len(wanted), "a requirement without a lower bound"
    assert pins() == bounds


def run(*command, cwd=ROOT, timeout=600):
    """The output of a command that must succeed, in an environment that knows nothing of the checkout."""
    kept = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "VIRTUAL_ENV")}
    done = subprocess.run(
        [str(word) for word in command], cwd=cwd, env=kept, capture_output=True, text=True, timeout=timeout
    )
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    return done.stdout


def environment(folder):
    """Python and script folder of a fresh virtual environment."""
    run(sys.executable, "-m", "venv", folder)
    scripts = folder / ("Scripts" if os.name == "nt" else "bin")
    return scripts / "python", scripts


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """(wheel built from the sdist, sdist, wheel built from the checkout)."""
    pytest.importorskip("build", reason="build is not installed: pip install -e '.[dev]'")
    here, there = tmp_path_factory.mktemp("dist"), tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "build", "--outdir", here, ROOT)
    run(sys.executable, "-m", "build", "--wheel", "--outdir", there, ROOT)
    return next(here.glob("*.whl")), next(here.glob("*.tar.gz")), next(there.glob("*.whl"))


def members(wheel):
    with zipfile.ZipFile(wheel) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.mark.thorough
@pytest.mark.ci
def test_the_sdist_builds_the_wheel_that_the_checkout_builds(built):
    from_sdist, sdist, from_checkout = built
    assert members(from_sdist) == members(from_checkout)
    with tarfile.open(sdist) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert {"tests/golden.json", "constraints-lowest.txt", "docs/odd.md", "experiments/equal_budget.py"} <= names


@pytest.mark.thorough
@pytest.mark.ci
def test_the_wheel_holds_everything_that_stands_in_the_package(built):
    files = {str(path.relative_to(ROOT / "src")) for path in (ROOT / "src" / "imsim").rglob("*") if path.is_file()}
    files |= {f"imsim/scenarios/{path.name}" for path in (ROOT / "scenarios").glob("*.toml")}
    wanted = {name for name in files if "__pycache__" not in name}
    held = {name for name in members(built[0]) if ".dist-info/" not in name}
    assert held == wanted


@pytest.mark.thorough
@pytest.mark.ci
def test_the_wheel_runs_alone_from_an_empty_folder(built, tmp_path):
    python, scripts = environment(tmp_path / "clean")
    run(python, "-m", "pip", "install", "--quiet", built[0])
    empty = tmp_path / "empty"
    empty.mkdir()

    def imsim(*words):
        return run(scripts / "imsim", *words, cwd=empty)

    told = json.loads(imsim("compare", "bank_merger", "--replicates", 2, "--json", "--quiet", "--out", "out"))
    assert told["scenario"] == "bank_merger"
    assert (empty / "out" / "figures" / "acsi.png").stat().st_size > 10_000
    assert "to the last bit" in imsim("repeat", "out", "--quiet")
    imsim("report", "out")
    assert "Two banks merge" in (empty / "out" / "report.html").read_text(encoding="utf-8")
    assert imsim("check", "bank_merger").startswith("bank_merger: all right")
    assert "E26" in imsim("describe", "equations")
    assert len(imsim("scenarios").splitlines()) == len(list((ROOT / "scenarios").glob("*.toml")))


@pytest.mark.thorough
@pytest.mark.skipif(sys.version_info[:2] != (3, 11), reason="the oldest versions have no wheels for another Python")
def test_the_oldest_allowed_versions_pass_the_tests(tmp_path):
    python, _ = environment(tmp_path / "oldest")
    run(python, "-m", "pip", "install", "--quiet", "-c", LOWEST, "-e", f"{ROOT}[{','.join(TESTED)}]")
    run(python, "-m", "pytest", "-q", timeout=3600)
