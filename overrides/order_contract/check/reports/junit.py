"""The report as JUnit XML, which every CI shows: a test suite an API, a test case a pair of operation and
rule.

Invariant: a failure counts as one only when the run fails because of it; what was not run is skipped with the
reason.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from order_contract.check.findings import Report, Verdict
from order_contract.check.reports import text
from order_contract.check.reports.matrix import Cell, Mark, cells

_UNFIT: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write(reports: Sequence[Report], exit_code: int) -> bytes:
    """The report of one or more runs."""
    root = Element("testsuites", name="order-contract")
    totals = {"tests": 0, "failures": 0, "errors": 0, "skipped": 0}
    for report in reports:
        suite = _suite(root, report)
        for name in totals:
            totals[name] += int(suite.get(name, "0"))
    root.attrib |= {name: str(number) for name, number in totals.items()} | {
        "time": f"{sum(report.seconds for report in reports):.3f}"
    }
    indent(root)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{tostring(root, encoding="unicode")}\n'.encode()


def _suite(root: Element, report: Report) -> Element:
    suite = SubElement(root, "testsuite", name=f"order-contract.{report.api}", time=f"{report.seconds:.3f}")
    properties = SubElement(suite, "properties")
    for name, value in (("url", report.url), ("seed", report.seed), ("cases", report.cases)):
        if value is not None:
            SubElement(properties, "property", name=name, value=_fit(str(value)))
    if report.reach:
        SubElement(suite, "system-out").text = _fit(report.reach)
    for result in report.rules:
        applicable = [cell for cell in cells(report, result) if cell.mark is not Mark.NOT_APPLICABLE]
        for cell in applicable:
            _case(suite, report, cell)
        if not applicable:
            case = SubElement(
                suite, "testcase", classname=f"order-contract.{report.api}", name=result.rule.id
            )
            if result.verdict is Verdict.NOT_TESTED:
                SubElement(case, "skipped", message=_fit(result.why or "not tested"))
    if report.stopped:
        case = SubElement(suite, "testcase", classname=f"order-contract.{report.api}", name="the run itself")
        SubElement(case, "error", message=_fit(report.stopped), type="stopped")
    suite.attrib |= {
        "tests": str(len(suite.findall("testcase"))),
        "failures": str(len(suite.findall("testcase/failure"))),
        "errors": str(len(suite.findall("testcase/error"))),
        "skipped": str(len(suite.findall("testcase/skipped"))),
    }
    return suite


def _case(suite: Element, report: Report, cell: Cell) -> None:
    case = SubElement(
        suite, "testcase", classname=f"order-contract.{report.api}.{cell.operation}", name=cell.rule.id
    )
    failing = [finding for finding in cell.findings if finding.fails]
    others = [finding for finding in cell.findings if not finding.fails]
    if failing:
        # Most readers show one failure a case, so all of them stand in its text.
        more = f" (and {len(failing) - 1} more)" if failing[1:] else ""
        failure = SubElement(case, "failure", message=_fit(failing[0].message + more), type=cell.rule.id)
        failure.text = _fit(
            "\n\n".join(
                f"{finding.id}  {text.title(finding)}\n{text.whole(report, finding)}" for finding in failing
            )
        )
    elif cell.mark is Mark.NOT_TESTED:
        SubElement(case, "skipped", message=_fit(cell.why or "not tested"))
    if others:
        texts = (
            f"{text.kind(finding)}: {text.title(finding)}\n{text.whole(report, finding)}"
            for finding in others
        )
        SubElement(case, "system-out").text = _fit("\n\n".join(texts))


def _fit(value: str) -> str:
    """The text without the characters that XML cannot carry."""
    return _UNFIT.sub("�", value)
