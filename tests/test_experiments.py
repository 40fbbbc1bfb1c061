"""Every experiment runs; what it finds is for people to judge."""

import subprocess
import sys
from pathlib import Path

from every import every

EXPERIMENTS = sorted((Path(__file__).parents[1] / "experiments").glob("[!_]*.py"))


@every("script", EXPERIMENTS)
def test_an_experiment_runs_quickly_and_says_something(script, tmp_path):
    leaves = "from _page import" in script.read_text(encoding="utf-8")
    command = [sys.executable, str(script), "--quick", *(["--out", script.stem] if leaves else [])]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    assert done.stdout.strip()
    assert "Traceback" not in done.stderr
    if leaves and not done.stdout.startswith("Skipped: "):
        names = {f"{script.stem}.{suffix}" for suffix in ("csv", "png", "svg")}
        assert {path.name for path in (tmp_path / script.stem).iterdir()} == names
