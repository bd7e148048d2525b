"""A finding in words, for the terminal, JUnit and a test run alike.

Invariant: everything that is needed to see the fault and to show it again stands here, on lines that start
with what they are.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from shlex import quote
from typing import Any

from order_contract.check.findings import Finding, Report, Step, Verdict
from order_contract.check.rule_counts import SHUT_OUT
from order_contract.check.transport.shell import as_text, excerpt


def verdict(reports: Sequence[Report], exit_code: int) -> str:
    """What came of one or more runs, in a few words."""
    compared = any(result.rule.family == "differential" for report in reports for result in report.rules)
    return {
        0: "The servers agree" if compared else "The contract holds",
        1: "The servers differ" if compared else "The contract is broken",
    }.get(exit_code, "The check could not run to its end")


def tested_rules(reports: Sequence[Report]) -> list[str]:
    """How many of the rules were put to the test, where some were not."""
    rules = [result for report in reports for result in report.rules]
    tested = [result for result in rules if result.verdict is not Verdict.NOT_TESTED]
    if len(tested) == len(rules):
        return []
    without = sum("--fixtures" in result.why for result in rules)
    switched_off = sum("The fixtures declare" in result.why for result in rules)
    lacking = sum("fixtures" in result.why for result in rules) - without - switched_off
    late = sum("--max-time" in result.why for result in rules)
    shut_out = sum(result.why == SHUT_OUT for result in rules)
    missing = {
        "--fixtures": without,
        "more of the fixtures": lacking,
        "more time": late,
        "credentials that the server accepts": shut_out,
    }
    needs = [f"{number:,} need{'s' * (number == 1)} {what}" for what, number in missing.items() if number]
    if switched_off:
        needs.append(f"{switched_off:,} switched off by the fixtures")
    return [", ".join((f"{len(tested):,} of {count(len(rules), 'rule')} tested", *needs))]


def count(number: int, noun: str) -> str:
    """`1 finding`, `2 findings`."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def title(finding: Finding) -> str:
    """`CreateOrderRefund  body  error`, with the place at fault where there is one."""
    return "  ".join(part for part in (finding.operation, finding.rule.id, excerpt(finding.location)) if part)


def kind(finding: Finding) -> str:
    """`error`, `warning` or `known`."""
    return "known" if finding.known else finding.severity.value


def rows(finding: Finding) -> list[tuple[str, str]]:
    """Label and text of each line, the commands left out."""
    lines = [
        ("what", excerpt(finding.message)),
        ("rule", f"{finding.rule.sentence} ({finding.grade.value}; {finding.source})"),
    ]
    if len(finding.members) > 1:
        lines.append(("at", f"{len(finding.members)} places: {', '.join(map(excerpt, finding.members))}"))
    for number, step in enumerate(finding.steps, 1):
        prefix = f"{number} " if len(finding.steps) > 1 else ""
        if step.origin:
            lines.append((f"{prefix}from", step.origin))
        lines += [(f"{prefix}sent", as_text(step.wire)), (f"{prefix}came", came(step))]
    return lines


def sound(value: Any) -> Any:
    """A document whose texts are all UTF-8: what a server sends may hold half characters."""
    if isinstance(value, str):
        return value.encode("utf-8", "backslashreplace").decode()
    if isinstance(value, Mapping):
        return {sound(name): sound(item) for name, item in value.items()}
    return [sound(item) for item in value] if isinstance(value, list) else value


def came(step: Step) -> str:
    """Status and start of the body, on one line."""
    if not step.received.status:
        return f"nothing. {excerpt(step.why)}".rstrip(". ") + "."
    return f"{step.received.status}  {excerpt(step.received.body) or '(empty body)'}"


def replay(report: Report, finding: Finding) -> str:
    """The command that sends the finding's requests again; empty for recorded traffic."""
    if report.seed is None:
        return ""
    return f"order-contract check {quote(report.url)} --api {report.api} --replay {finding.id}"


def whole(report: Report, finding: Finding, *, replayable: bool = True) -> str:
    """Everything about a finding as plain text.

    :param replayable: whether the run is kept, so that its requests can be sent again by their id.
    """
    lines = [f"{label}: {text}" for label, text in rows(finding)]
    return "\n".join([*lines, finding.curl, *filter(None, [replay(report, finding) if replayable else ""])])
