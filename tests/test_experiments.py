"""Every experiment runs; what it finds is for people to judge."""

import subprocess
import sys
from pathlib import Path

import pytest

from every import every

EXPERIMENTS = sorted((Path(__file__).parents[1] / "experiments").glob("[!_]*.py"))


def runs(script, folder):
    leaves = "leave(" in script.read_text(encoding="utf-8")
    command = [sys.executable, str(script), "--quick", *(["--out", script.stem] if leaves else [])]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    assert done.stdout.strip()
    assert "Traceback" not in done.stderr
    if leaves and not done.stdout.startswith("Skipped: "):
        names = {f"{script.stem}.{suffix}" for suffix in ("csv", "png", "svg")}
        assert {path.name for path in (folder / script.stem).iterdir()} == names


@pytest.mark.thorough
@pytest.mark.ci
@every("script", EXPERIMENTS)
def test_every_experiment_runs_quickly_and_says_something(script, tmp_path):
    runs(script, tmp_path)
