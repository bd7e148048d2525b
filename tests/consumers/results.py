"""The results of `make consumers`, kept in `results.json`, and the table of the documentation.

Invariants: a run of a few rows changes those alone; each row has the date of its own run.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace

from tests.consumers.consumer import HERE, ROOT, Consumer
from tests.consumers.known_warnings import KNOWN

RESULTS = HERE / "results.json"
PAGE = ROOT / "overrides/codegen/docs/guides/measured.md"
_BEGIN, _END = "<!-- consumers: begin -->", "<!-- consumers: end -->"


@dataclass(frozen=True)
class Result:
    """How far one tool came. `failed` says where it stopped, `missing` what the machine lacks."""

    name: str
    language: str
    edition: str
    date: str = ""
    version: str = ""
    generates: bool = False
    warnings: Sequence[str] = ()
    """The known warnings, by their text in `KNOWN`."""
    compiles: bool = False
    calls: str = ""
    """What the calls have shown, such as `3 of 3`."""
    money: str = ""
    nonsense: str = ""
    """What becomes of `{OrderIdd: 1}`."""
    failed: str = ""
    missing: str = ""

    @property
    def green(self) -> bool:
        """Everything holds."""
        return bool(self.generates and self.compiles and self.calls and self.nonsense)


@dataclass(frozen=True)
class Run:
    """The last result of each row, and the machine."""

    where: str
    results: Sequence[Result]


def read() -> Run:
    """What `results.json` holds."""
    kept = json.loads(RESULTS.read_text())
    return Run(kept["where"], [Result(**result) for result in kept["results"]])


def merge(last: Run, new: Sequence[Result], consumers: Sequence[Consumer]) -> Run:
    """The last run with new results in their places, in the order of the consumers."""
    rows = {(row.name, row.language): row for row in (*last.results, *new)}
    keys = [(consumer.name, consumer.language) for consumer in consumers]
    return replace(last, results=[rows[key] for key in keys if key in rows])


def write(run: Run) -> None:
    """Keep a run in `results.json` and on the page of what was measured."""
    RESULTS.write_text(json.dumps(asdict(run), indent=2) + "\n")
    PAGE.write_text(written(PAGE.read_text()))


def table(run: Run) -> str:
    """A run as Markdown."""
    results = run.results
    warnings = dict.fromkeys(text for result in results for text in result.warnings)
    numbers = {text: number for number, text in enumerate(warnings, 1)}
    lines = [
        "| tool | language | edition | date | generates and compiles | calls | `{OrderIdd: 1}` | money |",
        "| --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    for result in results:
        name = f"{result.name} {result.version}".strip()
        start = f"| {name} | {result.language} | {result.edition} | {result.date} |"
        if result.missing:
            lines.append(f"{start} not run: needs {result.missing} | not run | not run | not run |")
            continue
        notes = ", ".join(str(numbers[text]) for text in result.warnings)
        made = _word(result.generates and result.compiles) + (f", notes {notes}" if notes else "")
        ends = (result.calls or _word(held=False), result.nonsense or _word(held=False), result.money or "-")
        lines.append(f"{start} {made} | {' | '.join(ends)} |")
    green = sum(result.green for result in results)
    absent = sum(bool(result.missing) for result in results)
    footnotes = [f"{number}. `{text}`: {KNOWN[text]}." for text, number in numbers.items()]
    return "\n".join(
        [
            f"On {run.where}: {green} of {len(results)} hold in full, {absent} not run.",
            "",
            *lines,
            "",
            "Notes are warnings of the generator:",
            "",
            *footnotes,
        ]
    )


def _word(held: bool) -> str:
    return "yes" if held else "**no**"


def written(page: str) -> str:
    """The page of what was measured with the table of the last run between its marks."""
    start, end = page.index(_BEGIN) + len(_BEGIN), page.index(_END)
    return f"{page[:start]}\n{table(read())}\n{page[end:]}"
