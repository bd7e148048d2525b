"""How commands that judge a server end: baseline, report files, the record for `--replay`, the tables, the
exit code.

Invariants: a report that cannot be written is known before the first request; what is kept for `--replay`
holds no secret.
"""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final, NoReturn

import click

from order_contract.check.differential import compare
from order_contract.check.errors import CannotRunError
from order_contract.check.findings import Report
from order_contract.check.replay_finding import again
from order_contract.check.reports import FORMATS, Outputs, put, writable
from order_contract.check.reports import json_report as record
from order_contract.check.reports.baseline import Baseline
from order_contract.check.reports.terminal import Screen, exit_code, render
from order_contract.check.runner import INTERRUPTED
from order_contract.cli import files
from order_contract.cli.exit_codes import INTERRUPTED as _INTERRUPTED
from order_contract.spec import Api

LAST: Final = Path(".order-contract/last.json")
_HELP: Final = {
    "junit": "Write JUnit XML, a test case for each operation and rule.",
    "json": "Write everything as JSON, by check/reports/report.schema.json of the package.",
    "sarif": "Write SARIF 2.1.0, for code scanning.",
    "har": "Write the failing exchanges as HAR 1.2.",
    "html": "Write one HTML page.",
}
_OPTIONS: Final = (
    *(
        click.option(f"--{form}", metavar="FILE", help=f"{_HELP[form]} - is standard output.")
        for form in FORMATS
    ),
    click.option(
        "--baseline",
        type=click.Path(path_type=Path, allow_dash=True),
        metavar="FILE",
        help="Known findings, which do not fail the run. - is standard input.",
    ),
    click.option("--update-baseline", is_flag=True, help="Write the run's findings into --baseline FILE."),
)
_RECORD: Final = click.option(
    "--record",
    type=click.Path(path_type=Path, allow_dash=True),
    metavar="FILE",
    help="Where the run is kept for --replay; a file written by --json works too, or - for standard input."
    f"  [default: {LAST}]",
)


@dataclass(frozen=True)
class Reporting:
    """What the options say."""

    outputs: Outputs
    baseline: Path | None
    update: bool
    record: Path | None = None
    """None for the default place, which may be out of reach without harm."""
    keeps: bool = False
    """Whether the run is one that `--replay` can send again."""

    def prepare(self) -> Baseline | None:
        """The baseline, once it is sure that all can be written.

        :raises CannotRunError: something cannot, or there is no baseline.
        """
        self.outputs.prepare()
        if self.keeps and self.record is not None and str(self.record) != files.STANDARD_INPUT:
            _must_be_writable(self.record)
        if self.baseline is None:
            if self.update:
                raise CannotRunError("--update-baseline needs --baseline FILE.")
            return None
        if str(self.baseline) == files.STANDARD_INPUT:
            if self.update:
                raise CannotRunError(
                    "--update-baseline needs --baseline FILE: standard input cannot be written."
                )
            return Baseline.read(files.read_text(self.baseline, "--baseline"), "standard input")
        baseline = Baseline.load(self.baseline, missing_ok=self.update)
        if self.update:
            _must_be_writable(self.baseline)
        return baseline

    def finish(self, reports: Sequence[Report], baseline: Baseline | None) -> NoReturn:
        """Write and show everything, and leave with the exit code."""
        notes = []
        if baseline is not None and self.baseline is not None:
            gone = [entry for report in reports for entry in baseline.gone(report)]
            if self.update:
                baseline = baseline.updated(reports)
                baseline.save(self.baseline)
            reports = [baseline.apply(report) for report in reports]
            fate = "removed from" if self.update else "still listed in"
            notes = [f"No longer found, {fate} {self.baseline}: {entry.line}" for entry in gone]
        code = exit_code(reports)
        kept = self.keeps and self._keep(reports, code)
        with files.reader_may_leave():
            render(reports, stderr=self.outputs.take_standard_output, replayable=kept)
            for line in notes:
                click.echo(line, err=self.outputs.take_standard_output)
        with files.reader_may_leave():
            self.outputs.write(reports, code)
        sys.exit(_INTERRUPTED if any(report.stopped == INTERRUPTED for report in reports) else code)

    def _keep(self, reports: Sequence[Report], code: int) -> bool:
        path = self.record or LAST
        if str(path) == files.STANDARD_INPUT:
            return False
        try:
            put(path, record.write(reports, code))
            if self.record is None:
                put(path.parent / ".gitignore", b"*\n", shared=True)
        except OSError as error:
            click.echo(
                f"The run is not kept for --replay, as {path} cannot be written ({error.strerror}).", err=True
            )
            return False
        return True

    def compare(self, url: str, against: str, api: Api, screen: Screen, **options: Any) -> NoReturn:
        """Send the same requests to two servers, show where they differ, and leave with 1 when they do.

        :raises CannotRunError: one of them does not respond, or a report cannot be written.
        """
        baseline = self.prepare()
        with screen:
            report = compare(url, against, api, on_event=screen.show, **options)
            screen.end(report)
        replace(self, keeps=False).finish([report], baseline)

    def replay(self, wanted: str, url: str, api: Api, **options: Any) -> NoReturn:
        """Send the requests of one finding of the record again, show what came, and leave with 1 when it
        still fails.

        :raises CannotRunError: there is no record, no such finding, or no server.
        """
        self.outputs.prepare()
        path = self.record or LAST
        try:
            raw = files.read(path, "--record") if str(path) == files.STANDARD_INPUT else path.read_bytes()
        except OSError as error:
            raise CannotRunError(
                f"There is no record of a run at {path} ({error.strerror}): run the check first, or give "
                "--record FILE, a report that --json wrote."
            ) from None
        name = "standard input" if str(path) == files.STANDARD_INPUT else str(path)
        outcome = again(raw, name, wanted, url, api, **options)
        code = exit_code([outcome.report])
        with files.reader_may_leave():
            render([outcome.report], stderr=self.outputs.take_standard_output)
            click.echo(outcome.message, err=self.outputs.take_standard_output)
        with files.reader_may_leave():
            self.outputs.write([outcome.report], code)
        sys.exit(code)


def _must_be_writable(path: Path) -> None:
    try:
        writable(path)
    except OSError as error:
        raise CannotRunError(
            f"{path} cannot be written ({error.strerror}): give a file in a folder that you may write to."
        ) from None


def with_reports(*, record: bool = False) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Adds the options to a command, which gets them as one argument `reporting`.

    :param record: whether the run is kept for `--replay`.
    """

    def decorate(command: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(command)
        def wrapped(*arguments: Any, **values: Any) -> Any:
            outputs = Outputs({form: path for form in FORMATS if (path := values.pop(form)) is not None})
            baseline, update, kept = (
                values.pop("baseline"),
                values.pop("update_baseline"),
                values.pop("record", None),
            )
            return command(*arguments, reporting=Reporting(outputs, baseline, update, kept, record), **values)

        for option in reversed((*_OPTIONS, _RECORD) if record else _OPTIONS):
            wrapped = option(wrapped)
        return wrapped

    return decorate
