"""`python -m tests.screenshots` takes every page of the site, the sandbox's own page and a report.

Invariants: the pages are the built ones, the reports those of a real check; each is taken at the width of a
desktop and of a phone, in light and dark; the main ones are printed, too. Nothing is compared: people look.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from codegen.docs.pictures import BROWSER, FAULT, report
from order_contract.sandbox.server import Running
from tests.samples import ROOT

FOLDER = ROOT / "build/screenshots"
SITE = ROOT / "build/site"
MODULES = ROOT / "overrides/codegen/docs/node_modules"
PRINTED = (
    "index",
    "call",
    "refund",
    "check",
    "api/globale-createOrderRefund",
    "api/codes",
    "check-report",
    "sandbox-page",
)
"""What people put on paper."""


def main() -> int:
    """Returns the exit code."""
    browser = next(filter(None, map(shutil.which, BROWSER)), None)
    node = shutil.which("node")
    if browser is None or node is None:
        print("make: screenshots need Chromium and Node.js. On Debian: apt install chromium", file=sys.stderr)
        return 2
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    with tempfile.TemporaryDirectory() as folder, Running() as sandbox:
        page = Path(folder) / "report.html"
        report(page)
        pages = {"check-report": page.as_uri(), "sandbox-page": f"{sandbox.url}/docs/"}
        pages |= {
            path.relative_to(SITE).with_suffix("").as_posix(): path.as_uri()
            for path in sorted(SITE.rglob("*.html"))
            if "_static" not in path.parts
        }
        given = [[name, address, name in PRINTED] for name, address in pages.items()]
        script = Path(__file__).with_name("screenshots.mjs")
        done = subprocess.run(
            [node, script, browser, MODULES, FOLDER], input=json.dumps(given), text=True, check=False
        )
    if done.returncode == 0:
        pictures = len(list(FOLDER.iterdir()))
        print(
            f"{FOLDER.relative_to(ROOT)}: {pictures} pictures of {len(pages)} pages; the report finds {FAULT}"
        )
    return done.returncode


if __name__ == "__main__":
    sys.exit(main())
