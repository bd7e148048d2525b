"""`make consumers`: what other people's tools make of the published documents, shown by calls to the sandbox.

Invariants: a call counts only when the sandbox's own state shows it; nonsense must be refused; what a machine
lacks is "not run", never passed; the table of the documentation is written from the last result of each row.
"""

from __future__ import annotations

import argparse
import platform
import re
import shutil
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import httpx2

from tests.consumers.consumer import HERE, MODULES, ROOT, TOOLS, Command, Consumer, ConsumerError, refuse, run
from tests.consumers.known_warnings import known
from tests.consumers.results import Result, Run, merge, read, write
from tests.consumers.rows import CONSUMERS

WORK = ROOT / "build/consumers"


def lacking(consumer: Consumer) -> str:
    """What this machine lacks for a consumer, with how to get it; empty when nothing."""
    absent = [
        advice
        for need, advice in consumer.needs.items()
        if not (shutil.which(need) if "/" not in need else Path(need).exists())
    ]
    return "; ".join(dict.fromkeys(absent))


def consume(consumer: Consumer) -> Result:
    """Take one tool through all steps."""
    today = f"{datetime.now(UTC):%Y-%m-%d}"
    result = Result(consumer.name, consumer.language, consumer.edition, today)
    if missing := lacking(consumer):
        return replace(result, missing=missing)
    work = WORK / re.sub(r"\W+", "-", f"{consumer.name} {consumer.language}").strip("-").lower()
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    environment = consumer.environment(work)
    try:
        version = re.search(r"\d+\.\d+[\w.]*", run(consumer.version, work, environment))
        result = replace(result, version=version.group() if version else "")
        message = "".join(
            run(command, work, environment) for command in consumer.generate(work, consumer.document)
        )
        result = replace(result, generates=True, warnings=known(message))
        for command in consumer.compile(work):
            run(command, work, environment)
        result = replace(result, compiles=True)
        proof = consumer.prove(work, environment)
        result = replace(result, calls=proof.calls, money=proof.money)
        if consumer.nonsense is None:
            return replace(result, nonsense=proof.nonsense)
        return replace(result, nonsense=refuse(consumer.nonsense, work, environment))
    except (ConsumerError, subprocess.TimeoutExpired, httpx2.HTTPError) as failed:
        return replace(result, failed=str(failed))


def tools() -> None:
    """Install what the tools need, from the locks; a tool that cannot be had is "not run" later."""
    stamp, lock = TOOLS / "installed", HERE / "requirements.lock"
    if _older(stamp, lock):
        print("Setting up openapi-generator and fastmcp (about a minute) ...", flush=True)
        subprocess.run([sys.executable, "-m", "venv", "--clear", TOOLS], check=True)
        pip: Command = [TOOLS / "bin/python", "-m", "pip", "install", "--quiet"]
        if _installed([*pip, "--disable-pip-version-check", "--require-hashes", "-r", lock]):
            stamp.touch()
    stamp, lock = MODULES.parent / "installed", HERE / "package-lock.json"
    if shutil.which("npm") and _older(stamp, lock):
        print("Setting up the tools of Node.js (up to two minutes) ...", flush=True)
        if _installed(["npm", "ci", "--loglevel=error"]):
            stamp.touch()


def _older(stamp: Path, lock: Path) -> bool:
    return not stamp.exists() or stamp.stat().st_mtime < lock.stat().st_mtime


def _installed(command: Command) -> bool:
    done = subprocess.run(command, cwd=HERE, check=False, capture_output=True, text=True)
    if done.returncode:
        print(f"It failed: {done.stderr.strip()[-500:]}", flush=True)
    return not done.returncode


def _state(result: Result) -> str:
    if result.missing:
        return f"not run: needs {result.missing}"
    if result.failed:
        return f"FAILED: {result.failed}"
    return f"{result.calls}; nonsense {result.nonsense}" + (f"; money {result.money}" if result.money else "")


def main() -> None:
    """Run the matrix and print it; exits with 1 when a tool that could run is not green."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("only", nargs="*", help="parts of tools' names or languages; all of them without")
    parser.add_argument(
        "--write", action="store_true", help="keep the results and write them into the documentation"
    )
    asked = parser.parse_args()
    tools()
    where = f"{platform.system()} {platform.machine()}, Python {platform.python_version()}"
    results = []
    for consumer in CONSUMERS:
        words = f"{consumer.name} {consumer.language}".lower()
        if asked.only and not any(part.lower() in words for part in asked.only):
            continue
        result = consume(consumer)
        results.append(result)
        print(f"  {consumer.name:36}{consumer.language:12}{consumer.edition:10}{_state(result)}", flush=True)
        if asked.write:  # at once, so that a run that is broken off has lost nothing
            write(merge(Run(where, read().results), [result], CONSUMERS))
    sys.exit(any(not result.green and not result.missing for result in results))


if __name__ == "__main__":
    main()
