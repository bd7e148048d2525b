"""`make consumers`: what other people's generators make of the published documents, shown by three calls to
the sandbox.

Invariants: a call counts only when the sandbox's own state shows it; what a machine lacks is "not run", never
passed; the table of the documentation is written from the results of the last run.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

import httpx2

from order_contract.sandbox import Settings
from order_contract.sandbox.server import Running
from tests.consumers.generators import CONSUMERS, HERE, JAR, KNOWN, MODULES, TOOLS, Command, Consumer

ROOT = HERE.parents[1]
WORK = ROOT / "build/consumers"
RESULTS = HERE / "results.json"
CALLS = {"UpdateOrderDispatch": "true", "GetOrdersDetails": "GE123874638GB", "CreateOrderRefund": "true"}
PATH = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
"""openapi-python-client wants to find ruff there."""
_WARNING = re.compile(r"\b(warn|warning|error|deprecat)", re.IGNORECASE)
PAGE = ROOT / "overrides/codegen/docs/guides/measured.md"
_BEGIN, _END = "<!-- consumers: begin -->", "<!-- consumers: end -->"


@dataclass(frozen=True)
class Result:
    """How far one generator came. `failed` says where it stopped, `missing` what the machine lacks."""

    name: str
    language: str
    edition: str
    version: str = ""
    generates: bool = False
    warnings: Sequence[str] = ()
    """The known warnings, by their text in `KNOWN`."""
    compiles: bool = False
    calls: int = 0
    failed: str = ""
    missing: str = ""

    @property
    def green(self) -> bool:
        """Everything holds."""
        return self.generates and self.compiles and self.calls == len(CALLS)


class ConsumerError(Exception):
    """A step did not do what it should; the text says what came instead."""


def run(command: Command, work: Path, environment: Mapping[str, str]) -> str:
    """What a command prints; raises `ConsumerError` when it ends with anything but 0."""
    done = subprocess.run(
        [str(part) for part in command],
        cwd=work,
        env={**os.environ, "PATH": PATH, "NO_COLOR": "1", **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        timeout=900,
    )
    if done.returncode:
        raise ConsumerError(
            f"{Path(str(command[0])).name} ended with {done.returncode}: {done.stdout.strip()[-1500:]}"
        )
    return done.stdout


def known(message: str) -> list[str]:
    """The known warnings in what a generator printed; raises `ConsumerError` for one that is not known."""
    result = dict.fromkeys(text for text in KNOWN if text in message)
    odd = [
        line
        for line in message.splitlines()
        if _WARNING.search(line) and " INFO " not in line and not any(text in line for text in KNOWN)
    ]
    if odd:
        raise ConsumerError(f"warning: {odd[0].strip()[:300]}")
    return list(result)


def lacking(consumer: Consumer) -> str:
    """What this machine lacks for a consumer, with how to get it; empty when nothing."""
    absent = [
        advice
        for need, advice in consumer.needs.items()
        if not (shutil.which(need) if "/" not in need else Path(need).exists())
    ]
    return "; ".join(dict.fromkeys(absent))


@contextmanager
def sandbox() -> Iterator[tuple[str, str]]:
    """A sandbox of its own for each consumer: its URL and the GUID."""
    with Running("globale", Settings()) as running:
        yield running.url, running.settings.merchant_guid


def calls(consumer: Consumer, work: Path, environment: Mapping[str, str]) -> int:
    """How many of the three calls the sandbox took, by its own state."""
    with sandbox() as (url, guid):
        result = run(consumer.call(work), work, {**environment, "CONSUMER_URL": url, "CONSUMER_GUID": guid})
        reported = dict(line.split(" ", 1) for line in result.splitlines() if " " in line)
        dispatched = httpx2.get(f"{url}/sandbox/orders/testID").json()["Progress"]["parcels"]
        refunded = httpx2.get(f"{url}/sandbox/orders/GE123874638GB").json()["Refunded"]
    shown = {
        "UpdateOrderDispatch": set(dispatched) == {"12345-1", "12345-2"},
        "GetOrdersDetails": True,
        "CreateOrderRefund": refunded == 100,
    }
    taken = [
        call
        for call, response in CALLS.items()
        if reported.get(call, "").lower() == response.lower() and shown[call]
    ]
    if len(taken) < len(CALLS):
        raise ConsumerError(
            f"the sandbox did not take {', '.join(CALLS.keys() - set(taken))}; parcels {sorted(dispatched)}, "
            f"refunded {refunded}; {result[-500:]}"
        )
    return len(taken)


def consume(consumer: Consumer) -> Result:
    """Take one generator through all steps."""
    result = Result(consumer.name, consumer.language, consumer.edition)
    if missing := lacking(consumer):
        return _with(result, missing=missing)
    work = WORK / re.sub(r"\W+", "-", f"{consumer.name} {consumer.language}").strip("-").lower()
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    environment = consumer.environment(work)
    try:
        version = re.search(r"\d+\.\d+[\w.]*", run(consumer.version, work, environment))
        result = _with(result, version=version.group() if version else "")
        message = "".join(
            run(command, work, environment) for command in consumer.generate(work, consumer.document)
        )
        result = _with(result, generates=True, warnings=known(message))
        for command in consumer.compile(work):
            run(command, work, environment)
        result = _with(result, compiles=True)
        return _with(result, calls=calls(consumer, work, environment))
    except (ConsumerError, subprocess.TimeoutExpired) as failed:
        return _with(result, failed=str(failed))


def _with(result: Result, **changes: object) -> Result:
    return Result(**{**asdict(result), **changes})  # type: ignore[arg-type]


def tools() -> None:
    """Install what the generators need, from the locks; a tool that cannot be had is "not run" later."""
    stamp = TOOLS / "installed"
    lock = HERE / "requirements.lock"
    if not stamp.exists() or stamp.stat().st_mtime < lock.stat().st_mtime:
        print("Setting up openapi-generator (about half a minute) ...", flush=True)
        subprocess.run([sys.executable, "-m", "venv", "--clear", TOOLS], check=True)
        pip: list[str | Path] = [
            TOOLS / "bin/python",
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
            "--require-hashes",
            "-r",
            lock,
        ]
        if subprocess.run(pip, check=False, capture_output=True).returncode == 0 and JAR.exists():
            stamp.touch()
    if shutil.which("npm") and not MODULES.exists():
        print("Setting up the TypeScript generators (about a minute) ...", flush=True)
        subprocess.run(
            ["npm", "ci", "--loglevel=error", "--no-audit", "--no-fund"],
            cwd=HERE,
            check=False,
            capture_output=True,
        )


def table(results: Sequence[Result], when: str, where: str) -> str:
    """The results as Markdown."""
    numbers = {
        text: number
        for number, text in enumerate(
            dict.fromkeys(text for result in results for text in result.warnings), 1
        )
    }
    lines = [
        "| generator | language | edition | generates | compiles | three calls |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for result in results:
        name = f"{result.name} {result.version}".strip()
        if result.missing:
            lines.append(
                f"| {name} | {result.language} | {result.edition} | not run | not run | not run: needs "
                f"{result.missing} |"
            )
            continue
        notes = ", ".join(str(numbers[text]) for text in result.warnings)
        generates = _word(result.generates) + (f", notes {notes}" if notes else "")
        steps = (generates, _word(result.compiles), _word(result.calls == len(CALLS)))
        lines.append(f"| {name} | {result.language} | {result.edition} | {' | '.join(steps)} |")
    green = sum(result.green for result in results)
    footnotes = [f"{number}. `{text}`: {KNOWN[text]}." for text, number in numbers.items()]
    return "\n".join(
        [
            f"Last run on {when}, {where}: {green} of {len(results)} fully green.",
            "",
            *lines,
            "",
            "Warnings:",
            "",
            *footnotes,
        ]
    )


def _word(held: bool) -> str:
    return "yes" if held else "**no**"


def rendered() -> str:
    """The table of the last run, from `results.json`."""
    last = json.loads(RESULTS.read_text())
    return table([Result(**result) for result in last["results"]], last["when"], last["where"])


def written(page: str) -> str:
    """The page of what was measured with the table of the last run between its marks."""
    start, end = page.index(_BEGIN) + len(_BEGIN), page.index(_END)
    return f"{page[:start]}\n{rendered()}\n{page[end:]}"


def main() -> None:
    """Run the matrix and print it; exits with 1 when a generator that could run is not green."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument(
        "only", nargs="*", help="parts of generators' names or languages; all of them without"
    )
    parser.add_argument(
        "--write", action="store_true", help="keep the results and write them into the documentation"
    )
    asked = parser.parse_args()
    tools()
    results = []
    for consumer in CONSUMERS:
        if asked.only and not any(
            part.lower() in f"{consumer.name} {consumer.language}".lower() for part in asked.only
        ):
            continue
        result = consume(consumer)
        results.append(result)
        state = (
            "green"
            if result.green
            else f"not run: needs {result.missing}"
            if result.missing
            else f"FAILED: {result.failed}"
        )
        print(f"  {consumer.name:34}{consumer.language:12}{consumer.edition:6}{state}", flush=True)
    if asked.write and not asked.only:
        where = f"{platform.system()} {platform.machine()}, Python {platform.python_version()}"
        rows = [asdict(result) for result in results]
        RESULTS.write_text(
            json.dumps({"when": f"{datetime.now(UTC):%Y-%m-%d}", "where": where, "results": rows}, indent=2)
            + "\n"
        )
        PAGE.write_text(written(PAGE.read_text()))
    sys.exit(any(not result.green and not result.missing for result in results))


if __name__ == "__main__":
    main()
