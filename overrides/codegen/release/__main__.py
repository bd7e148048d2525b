"""`python -m codegen.release breaking [--json]` reports the changes since the last release; `release VERSION`
makes the next one.
"""

from __future__ import annotations

import gc
import sys
from pathlib import Path

from codegen import CodegenError

ROOT = Path(__file__).resolve().parents[3]


def main(arguments: list[str]) -> int:
    """Run one command. Returns 0 when it may go out, 1 when it may not, 2 when that is unknown."""
    try:
        if arguments[:1] == ["release"] and len(arguments) == 2:
            from codegen.release.release import release

            print(release(ROOT, arguments[1]))
            return 0
        if arguments in (["breaking"], ["breaking", "--json"]):
            from codegen.breaking.report import report

            # the process ends before a collection of what it has read would pay
            gc.disable()
            comparison = report(ROOT)
            print(comparison.json() if "--json" in arguments else comparison.text())
            return 1 if comparison.problems else 0
    except CodegenError as failed:
        print(f"{arguments[0]}: {failed}", file=sys.stderr)
        return 2
    print("usage: python -m codegen.release breaking [--json] | release VERSION", file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
