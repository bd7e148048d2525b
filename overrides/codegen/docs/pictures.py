"""`python -m codegen.docs.pictures` makes the pictures of the README: the badges from pyproject.toml, and
from the real thing the report of a check and a page of the reference.

Invariants: nothing is drawn by hand but the badges' frame; the server of the report has one planted fault.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator
from html import escape
from pathlib import Path

from codegen import CodegenError

ROOT = Path(__file__).resolve().parents[3]
FAULT = "refund-1002-unchecked"
"""The fault of the server in the report: more than the remaining amount is refunded."""
BROWSER = ("chromium", "chromium-browser", "google-chrome")

_HERE = Path(__file__).parent
_FOLDER = _HERE / "pictures"
_GUID = "abcdabcd-abcd-abcd-abcd-abcdabcdabcd"


def badges(root: Path) -> Iterator[tuple[str, str]]:
    """The name of each badge and its words, from pyproject.toml."""
    project = tomllib.loads((root / "pyproject.toml").read_text())["project"]
    pattern = r"Programming Language :: Python :: (\d\.\d+)"
    versions = [match[1] for line in project["classifiers"] if (match := re.fullmatch(pattern, line))]
    yield "python", f"Python {versions[0]} to {versions[-1]}"
    if "Typing :: Typed" in project["classifiers"]:
        yield "typed", "Typed"
    yield "openapi", "OpenAPI 3.1"
    yield "licence", f"Licence {project['license']}"


def badge(words: str) -> str:
    """One badge as SVG; its text is text, and its title what a screen reader says."""
    width = 16 + 7 * len(words)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="22" role="img">'
        f"<title>{escape(words)}</title>"
        f'<rect width="{width}" height="22" rx="4" fill="#0b4f8a"/>'
        f'<text x="{width / 2}" y="15" fill="#fff" text-anchor="middle" '
        f'font-family="DejaVu Sans,Verdana,sans-serif" font-size="12">{escape(words)}</text></svg>\n'
    )


def main() -> int:
    """Returns the exit code."""
    browser = next(filter(None, map(shutil.which, BROWSER)), None)
    node = shutil.which("node")
    if browser is None or node is None or not (_HERE / "node_modules/puppeteer-core").is_dir():
        print(
            "make: pictures need Chromium, Node.js and npm. On Debian: apt install chromium", file=sys.stderr
        )
        return 2
    for name, words in badges(ROOT):
        (_FOLDER / f"{name}.svg").write_text(badge(words))
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "report.html"
        report(page)
        reference = ROOT / "generated/order_contract_generated/docs/globale-createOrderRefund.html"
        command: list[str | Path] = [node, _HERE / "pictures.mjs", browser, _HERE / "node_modules"]
        command += [page, _FOLDER / "report.webp", reference, _FOLDER / "reference.webp"]
        return subprocess.run(command, check=False).returncode


def report(page: Path) -> None:
    """Check a server that has the fault, and write the report as HTML.

    :raises CodegenError: the check did not find the fault.
    """
    sys.path.insert(0, str(ROOT))
    from tests.faults.catalogue import faults
    from tests.faults.serve_fault import fixtures, running

    fault = next(fault for fault in faults() if fault.id == FAULT)
    known = page.with_name("orders.toml")
    known.write_text(fixtures(fault.correct))
    with running(FAULT) as url:
        command: list[str | Path] = [
            sys.executable,
            "-m",
            "order_contract.cli",
            "check",
            url,
            "--api",
            fault.api,
        ]
        command += ["--fixtures", known, "--html", page, "--seed", "1", "--profile", "quick"]
        environment = {**os.environ, "ORDER_CONTRACT_GUID": _GUID}
        done = subprocess.run(
            command, cwd=page.parent, env=environment, check=False, capture_output=True, text=True
        )
    if done.returncode != 1:
        raise CodegenError(f"the check did not find the planted fault:\n{done.stdout}{done.stderr}")


if __name__ == "__main__":
    sys.exit(main())
