"""The general tools, each run on one server within a limit of time, on the published document.

Invariants: a tool gets valid credentials and its own defaults; what it reports is reduced to kinds of failure
by operation, so that what it says of a correct server can be taken off; a tool that this machine lacks is
reported as not run.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from tests.faults.catalogue import GUID, ORGANIZATION, TOKEN, Api

HERE: Final = Path(__file__).parent
SPECMATIC: Final = HERE / "node_modules/specmatic/specmatic.jar"
GRACE: Final = 90
"""Seconds beyond its limit that a tool may take to write its report."""
_ST_ACCESS: Final = {
    "globale": f'[auth.openapi.merchantGUID]\napi_key = "{GUID}"\n',
    "s2": (
        f'[auth.openapi.bearerAuth]\nbearer = "{TOKEN}"\n[auth.openapi.organization]\napi_key = '
        f'"{ORGANIZATION}"\n'
    ),
    "merchant": "",
}


@dataclass(frozen=True)
class Tool:
    """A peer. `run` takes URL, API, seconds and seed, and gives `kinds`, `seconds`, `requests`."""

    name: str
    version: Callable[[], str]
    lacks: Callable[[], str]
    run: Callable[[str, Api, int, int], dict[str, Any]]


def document(api: Api, form: str) -> Path:
    """The published document as a file."""
    return Path(str(files("order_contract_generated") / "openapi" / f"{api}.{form}"))


def _schemathesis(hook: str = "") -> Callable[[str, Api, int, int], dict[str, Any]]:
    def run(url: str, api: Api, limit: int, seed: int) -> dict[str, Any]:
        with TemporaryDirectory() as folder:
            config, report = Path(folder, "schemathesis.toml"), Path(folder, "report.json")
            config.write_text(_ST_ACCESS[api])
            command = [
                sys.executable,
                "-m",
                "schemathesis.cli",
                "--config-file",
                str(config),
                "run",
                str(document(api, "json")),
                "--url",
                url,
            ]
            command += ["--max-time", str(limit), "--seed", str(seed), "--continue-on-failure", "--no-color"]
            command += ["--report", "json", "--report-json-path", str(report)]
            environment = {
                **os.environ,
                "PYTHONPATH": os.pathsep.join([str(HERE), os.environ.get("PYTHONPATH", "")]),
            }
            if hook:
                environment["SCHEMATHESIS_HOOKS"] = hook
            _bounded(command, limit, folder, environment)
            value = json.loads(report.read_text())
        kinds = [
            f"{failure['type']} {operation}"
            for failure in value["failures"]
            for operation in failure["operations"]
        ]
        kinds += [f"error {error.get('type', '')} {error.get('operation', '')}" for error in value["errors"]]
        return {
            "kinds": sorted(set(kinds)),
            "seconds": value["running_time"],
            "requests": value["test_cases"]["generated"],
        }

    return run


def _specmatic(url: str, api: Api, limit: int, seed: int) -> dict[str, Any]:
    began = time.monotonic()
    with TemporaryDirectory() as folder:
        contract = Path(folder, f"{api}.yaml")
        shutil.copy(document(api, "yaml"), contract)
        command = ["java", "-jar", str(SPECMATIC), "test", str(contract), "--lenient", "--testBaseURL", url]
        # Without the bound, the combinations of one body alone take longer than the whole limit.
        settings = {"SPECMATIC_GENERATIVE_TESTS": "true", "MAX_TEST_REQUEST_COMBINATIONS": "1"}
        access = {"merchantGUID": GUID, "bearerAuth": TOKEN, "organization": ORGANIZATION}
        # It reads the document for half a minute before it sends anything, and ends by itself.
        bounded = _bounded(command, 2 * limit, folder, {**os.environ, **settings, **access})
    tests = re.findall(
        r"Scenario: (\w+ \S+ -> \w+) .*?has (FAILED|SUCCEEDED)(.*?)(?=Scenario: |\Z)", bounded, re.DOTALL
    )
    kinds = {
        f"{reason or 'failed'} {scenario}"
        for scenario, outcome, text in tests
        if outcome == "FAILED"
        for reason in _reasons(text)
    }
    return {"kinds": sorted(kinds), "seconds": time.monotonic() - began, "requests": len(tests)}


def _reasons(text: str) -> list[str]:
    """Where and by which rule of Specmatic's a scenario failed."""
    places = re.findall(r">> (\S+)\s+(R\d+)?", text)
    statuses = re.findall(r"response contained status (\d+)", text)
    return [f"{place} {rule} {' '.join(statuses)}".strip() for place, rule in places] or [""]


def _bounded(command: list[str], limit: int, folder: str, environment: Mapping[str, str]) -> str:
    """What a command writes until it ends or its time is over."""
    output = Path(folder, "output")
    with (
        output.open("wb") as file,
        subprocess.Popen(
            command, stdout=file, stderr=subprocess.STDOUT, cwd=folder, env=environment
        ) as process,
    ):
        try:
            process.wait(limit + (GRACE if "schemathesis.cli" in command else 0))
        except subprocess.TimeoutExpired:
            process.kill()
    return output.read_text(errors="replace")


def _specmatic_lacks() -> str:
    if not shutil.which("java"):
        return "java is not on PATH"
    return "" if SPECMATIC.exists() else "npm has not installed it (make peers does)"


def _specmatic_version() -> str:
    return str(json.loads((HERE / "package.json").read_text())["dependencies"]["specmatic"])


TOOLS: Final = {
    tool.name: tool
    for tool in (
        Tool("schemathesis", lambda: version("schemathesis"), lambda: "", _schemathesis()),
        Tool("schemathesis-hook", lambda: version("schemathesis"), lambda: "", _schemathesis("envelopes")),
        Tool("specmatic", _specmatic_version, _specmatic_lacks, _specmatic),
    )
}
