"""Score a store of the labelled news: ``python benchmarks/evaluate.py [--home var/eval] [--keep]``.

Imports ``../shared/data``, builds, publishes, asks every labelled question and runs ``../shared/eval/score.py`` for
part fit and part check.  Each step is a process of its own, as an operator would run it, and its wall time and peak
memory are printed.  Everything written, the figures among it, lies in the home; nothing of the news enters the
repository.  Where ``../shared`` is absent it says so in one line and ends well.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"
COMMAND = Path(sys.executable).with_name("corroborate")
QUESTIONS = {"answers": "questions.jsonl", "negatives": "negatives.jsonl", "contrast": "contrast_questions.jsonl"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What one step took: seconds of wall time and MiB at its peak (the process and what it waited for)."""

    name: str
    seconds: float
    peak_mib: float


def run(name: str, command: Sequence[str | Path], output: Path | None = None) -> Step:
    """Run one step, its standard output to a file where one is named.

    Raises:
        SystemExit: where the step fails; what it said stands above.
    """
    print(f"== {name}", flush=True)
    started = time.perf_counter()
    with open(output or os.devnull, "wb") as sink:
        process = subprocess.Popen(command, cwd=ROOT, stdout=sink if output else None)
        _, status, usage = os.wait4(process.pid, 0)
    step = Step(name=name, seconds=round(time.perf_counter() - started, 1), peak_mib=round(usage.ru_maxrss / 1024, 0))
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{name} failed with exit code {process.returncode}")
    print(f"   {step.seconds:.1f} s, {step.peak_mib:.0f} MiB at its peak", flush=True)
    return step


def commit() -> str:
    """Name the commit measured, and whether the tree differs from it."""
    done = subprocess.run(
        ["git", "describe", "--always", "--dirty", "--abbrev=12"], cwd=ROOT, capture_output=True, text=True
    )
    return done.stdout.strip() or "unknown"


def main() -> None:
    """Run all steps and print the figures."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--home", type=Path, default=ROOT / "var" / "eval", help="made anew, unless --keep is given")
    parser.add_argument("--keep", action="store_true", help="go on with the store and caches that are there")
    options = parser.parse_args()
    data, scorer = SHARED / "data", SHARED / "eval" / "score.py"
    if not (data / "articles.jsonl").is_file() or not scorer.is_file():
        print("skipped: the labelled news is not here (../shared/data and ../shared/eval)")
        return
    home = options.home.resolve()
    if not options.keep:
        shutil.rmtree(home, ignore_errors=True)
    home.mkdir(parents=True, exist_ok=True)

    corroborate: list[str | Path] = [COMMAND, "--home", home]
    articles = [data / "articles.jsonl", "--outlets", data / "outlets.toml"]
    steps = [
        run("import", [*corroborate, "import", *articles]),
        run("build", [*corroborate, "build"]),
        run("publish", [*corroborate, "publish"]),
    ]
    answered: list[str | Path] = []
    for name, questions in QUESTIONS.items():
        output = home / f"{name}.jsonl"
        steps.append(run(f"ask {questions}", [*corroborate, "ask", "--file", data / questions, "--json"], output))
        answered += [f"--{name}", output]
    score = [sys.executable, scorer, "--db", home / "published" / "current.duckdb", "--gold", data, *answered]
    steps += [
        run(f"score {part}", [*score, "--part", part, "--json", home / f"score-{part}.json"])
        for part in ("fit", "check")
    ]

    print(f"\ncommit {commit()}, python {platform.python_version()}, {os.cpu_count()} cores")
    print(f"{'step':<34}{'seconds':>9}{'peak MiB':>10}")
    for step in steps:
        print(f"{step.name:<34}{step.seconds:>9.1f}{step.peak_mib:>10.0f}")
    figures = {"commit": commit(), "cores": os.cpu_count(), "steps": [asdict(step) for step in steps]}
    (home / "steps.json").write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    run("check", [*corroborate, "check"])  # last: a store with faults is still worth its figures, but fails the run


if __name__ == "__main__":
    main()
