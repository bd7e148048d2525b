"""The report as one HTML page: the matrix of operations by rules, and every failure in full.

Invariants: the page asks for nothing over the network and runs no script but its own; every text of a server
is escaped; colour is never the only sign; without the script everything can still be read.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from html import escape
from importlib.resources import files
from typing import Final

from order_contract import __version__
from order_contract.check.findings import Finding, Report, RuleResult, Step, Verdict
from order_contract.check.reports import text
from order_contract.check.reports.matrix import Cell, Mark, cells
from order_contract.check.transport.messages import Sent
from order_contract.check.transport.shell import as_text

_SHOWN: Final = 20_000
_OPEN: Final = 20
"""So many findings stand open; with more, the list comes first."""
_TITLES: Final = {
    0: "The contract holds",
    1: "The contract is broken",
    2: "The check could not run to its end",
}
_CAMEL: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_SIGNS: Final = {
    Mark.BROKEN: "✗",
    Mark.WARNING: "!",
    Mark.KNOWN: "k",
    Mark.HOLDS: "✓",
    Mark.NOT_TESTED: "–",
    Mark.NOT_APPLICABLE: "",
}


def write(reports: Sequence[Report], exit_code: int) -> bytes:
    """The report of one or more runs."""
    style, script = (_part(name) for name in ("page.css", "page.js"))
    policy = f"default-src 'none'; style-src '{_digest(style)}'; script-src '{_digest(script)}'; img-src data:; base-uri 'none'; form-action 'none'"
    title = f"{_TITLES[exit_code]}: {', '.join(report.api for report in reports)}"
    outcome = {0: "holds", 1: "broken", 2: "not-tested"}[exit_code]
    findings = sum(len(report.findings) for report in reports)
    figures = [
        _many(sum(row.cases > 0 for report in reports for row in report.operations), "operation"),
        _many(sum(report.cases for report in reports), "case"),
        _many(findings, "finding"),
        f"{max((report.seconds for report in reports), default=0):.0f} s",
        *(f"seed {report.seed}" for report in reports[:1] if report.seed is not None),
        datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
    ]
    body = [
        f'<header><h1><span class="outcome {outcome}">{escape(_TITLES[exit_code])}</span></h1>',
        '<ul class="figures">'
        + "".join(f"<li>{escape(figure)}</li>" for figure in figures)
        + "</ul></header><main>",
        *(part for report in reports for part in _run(report, opened=findings <= _OPEN)),
        f"</main><footer>order-contract {__version__}. Secrets stand as <code>***</code>.</footer>",
    ]
    head = (
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="{escape(policy)}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">'
        # Without an icon of its own, a browser asks the server for one.
        f'<link rel="icon" href="data:,"><title>{escape(title)}</title><style>{style}</style></head><body>\n'
    )
    return (head + "\n".join(body) + f"\n<script>{script}</script></body></html>\n").encode(
        "utf-8", "backslashreplace"
    )


def _part(name: str) -> str:
    return (files("order_contract.check.reports") / name).read_text(encoding="utf-8")


def _digest(part: str) -> str:
    return "sha256-" + b64encode(sha256(part.encode()).digest()).decode()


def _many(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _run(report: Report, *, opened: bool) -> Iterable[str]:
    yield f'<section aria-labelledby="run-{report.api}"><h2 id="run-{report.api}">{report.api} <code>{escape(report.url)}</code></h2>'
    if report.stopped:
        yield f'<p><span class="outcome broken">Ended early</span> {escape(report.stopped)}</p>'
    yield from _operations(report)
    yield from _matrix(report)
    yield f"<h3>{_many(len(report.findings), 'finding')}</h3>"
    for finding in report.findings:
        yield from _finding(report, finding, opened=opened)
    yield from _coverage(report)
    yield from _untested(report)
    yield "</section>"


def _coverage(report: Report) -> Iterable[str]:
    if report.coverage is None or not report.coverage.operations:
        return
    names = list(report.coverage.operations[0].parts)
    head = '<th scope="col">Operation</th>' + "".join(
        f'<th scope="col" class="number">{name}</th>' for name in (*names, "all")
    )
    body = "".join(
        f'<tr><th scope="row">{escape(row.operation)}</th>'
        + "".join(
            f'<td class="number">{len(part.seen):,} of {part.total:,}</td>' for part in row.parts.values()
        )
        + f'<td class="number">{row.percent} %</td></tr>'
        for row in report.coverage.operations
    )
    yield f"<h3>Coverage: {report.coverage.percent} %</h3>"
    yield _scroll(
        f"Coverage of {report.api}", f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    )
    missing = [
        (row.operation, name, part.missing)
        for row in report.coverage.operations
        for name, part in row.parts.items()
        if part.missing
    ]
    if missing:
        lines = "".join(
            f"<p><code>{escape(location)}</code> {name}: {escape(', '.join(places))}</p>"
            for location, name, places in missing
        )
        yield f'<details><summary>Not tested</summary><div class="finding">{lines}</div></details>'


def _scroll(label: str, inner: str) -> str:
    return f'<div class="scroll" role="region" tabindex="0" aria-label="{escape(label)}">{inner}</div>'


def _operations(report: Report) -> Iterable[str]:
    columns = (
        ("Operation", ""),
        ("Cases", ' class="number"'),
        ("Carried out", ' class="number"'),
        ("Verdict", ""),
    )
    head = "".join(f'<th scope="col"{kind}>{name}</th>' for name, kind in columns)
    body = "".join(
        f'<tr><th scope="row">{escape(row.operation)}</th><td class="number">{row.cases:,}</td><td class="number">{row.accepted:,}</td>'
        f'<td><span class="mark {_class(row.verdict)}">{row.verdict.value}</span></td></tr>'
        for row in report.operations
    )
    yield "<h3>Operations</h3>" + _scroll(
        f"Operations of {report.api}", f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    )


def _matrix(report: Report) -> Iterable[str]:
    run = [result for result in report.rules if result.verdict is not Verdict.NOT_TESTED]
    head = "".join(
        f'<th scope="col">{_CAMEL.sub("<wbr>", escape(row.operation))}</th>' for row in report.operations
    )
    body = "".join(_row(report, result) for result in run)
    signs = ", ".join(f"{sign} {mark.value}" for mark, sign in _SIGNS.items() if sign)
    yield f'<h3>Rules by operation</h3><p class="why">{signs}; an empty cell: the rule is not about the operation.</p>'
    yield _scroll(
        f"Rules by operation of {report.api}",
        f'<table class="matrix"><thead><tr><th scope="col">Rule</th>{head}<th scope="col">All</th></tr></thead><tbody>{body}</tbody></table>',
    )


def _untested(report: Report) -> Iterable[str]:
    others = [result for result in report.rules if result.verdict is Verdict.NOT_TESTED]
    if others:
        rows = "".join(
            f'<tr><th scope="row"><span title="{escape(result.rule.sentence)}">{escape(result.rule.id)}</span></th>'
            f'<td>{escape(result.rule.sentence)}</td><td class="why">{escape(result.why or "nothing put it to the test")}</td></tr>'
            for result in others
        )
        head = "".join(f'<th scope="col">{name}</th>' for name in ("Rule", "Sentence", "Why"))
        table = f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
        yield f"<details><summary>{_many(len(others), 'rule')} not tested</summary>"
        yield _scroll(f"Rules of {report.api} that were not tested", table) + "</details>"


def _row(report: Report, result: RuleResult) -> str:
    told = "".join(f"<td>{_cell(cell)}</td>" for cell in cells(report, result))
    overall = f'<td><span class="mark {_class(result.verdict)}">{result.verdict.value}</span></td>'
    return f'<tr><th scope="row"><span title="{escape(result.rule.sentence)}">{escape(result.rule.id)}</span></th>{told}{overall}</tr>'


def _cell(cell: Cell) -> str:
    if cell.mark is Mark.NOT_APPLICABLE:
        return ""
    count = f" {len(cell.findings)}" if len(cell.findings) > 1 else ""
    inner = f'<span aria-hidden="true">{_SIGNS[cell.mark]}{count}</span><span class="hidden">{cell.mark.value}{count}</span>'
    if cell.findings:
        return f'<a class="mark {_class(cell.mark)}" href="#{cell.findings[0].id}">{inner}</a>'
    return f'<span class="mark {_class(cell.mark)}">{inner}</span>'


def _class(mark: Mark | Verdict) -> str:
    return {"known faults": "known"}.get(mark.value, mark.value.replace(" ", "-"))


def _finding(report: Report, finding: Finding, *, opened: bool) -> Iterable[str]:
    kind = text.kind(finding)
    mark = {"error": "broken"}.get(kind, kind)
    yield f'<details id="{finding.id}"{" open" if opened else ""}><summary><span class="mark {mark}">{kind}</span> '
    yield f"<code>{escape(finding.operation)}</code> {escape(finding.rule.id)} {escape(finding.location)}</summary>"
    yield f'<div class="finding"><p>{escape(finding.message)}</p>'
    yield f'<p class="why">Rule: {escape(finding.rule.sentence)} Source: {escape(finding.rule.source)} ({finding.evidence}). Id: {finding.id}.</p>'
    for number, step in enumerate(finding.steps, 1):
        which = f" {number} of {len(finding.steps)}" if len(finding.steps) > 1 else ""
        origin = f" ({escape(step.origin)})" if step.origin else ""
        yield f"<h4>Sent{which}{origin}</h4><p>{escape(as_text(step.wire))}</p><pre>{escape(_sent(step.wire))}</pre>"
        yield f"<h4>Came{which}</h4><pre>{escape(_received(step))}</pre>"
    for name, line in (("curl", finding.curl), ("replay", text.replay(report, finding))):
        if line:
            key = f"{name}-{finding.id}"
            yield f'<div class="command"><pre id="{key}">{escape(line)}</pre>'
            yield f'<button type="button" data-copy="{key}" aria-label="Copy the {name} line" hidden>Copy</button></div>'
    yield "</div></details>"


def _sent(sent: Sent) -> str:
    return "\n".join(
        [
            f"{sent.method} {sent.url}",
            *(f"{name}: {value}" for name, value in sent.headers.items()),
            "",
            _body(sent.body),
        ]
    ).rstrip()


def _received(step: Step) -> str:
    received = step.received
    if not received.status:
        return text.came(step)
    return "\n".join(
        [
            str(received.status),
            *(f"{name}: {value}" for name, value in received.headers.items()),
            "",
            _body(received.body),
        ]
    ).rstrip()


def _body(body: bytes) -> str:
    shown = body[:_SHOWN].decode("utf-8", "backslashreplace")
    return f"{shown}… ({len(body):,} bytes)" if len(body) > _SHOWN else shown
