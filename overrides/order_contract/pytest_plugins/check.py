"""The check inside pytest: `pytest --order-contract-url URL --order-contract-api globale`, one test for each
operation and rule.

Invariants: without the option nothing of the check is loaded; the server is checked once, when the first of
the tests runs, and only for the operations that were selected; credentials come from the ORDER_CONTRACT_*
environment.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

import pytest

from order_contract.spec import APIS, Api

if TYPE_CHECKING:
    from order_contract.check.findings import Finding, Report
    from order_contract.check.rulebook import Rule


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options."""
    group = parser.getgroup("order-contract", "hold a running server to the contract of an order API")
    group.addoption(
        "--order-contract-url",
        metavar="URL",
        help="the server to check; credentials come from ORDER_CONTRACT_*",
    )
    group.addoption("--order-contract-api", choices=APIS, help="the API that it offers")
    group.addoption("--order-contract-fixtures", metavar="FILE", help="what the server knows, as TOML")
    group.addoption(
        "--order-contract-profile",
        default="default",
        metavar="NAME",
        help="quick, default or deep (default: default)",
    )
    group.addoption(
        "--order-contract-max-time",
        type=int,
        metavar="SECONDS",
        help="longest time for the run, instead of the profile's",
    )
    group.addoption(
        "--order-contract-seed", type=int, metavar="N", help="the same seed sends the same requests"
    )
    group.addoption(
        "--order-contract-baseline", metavar="FILE", help="known findings: their tests are expected to fail"
    )


def pytest_configure(config: pytest.Config) -> None:
    """Make the marker known that pytest-xdist reads, for runs without it under --strict-markers."""
    if config.getoption("--order-contract-url") is not None:
        config.addinivalue_line("markers", "xdist_group(name): tests that belong on one worker")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(
    session: pytest.Session, config: pytest.Config, items: list[pytest.Item]
) -> None:
    """Add the tests, before anything deselects some."""
    url = config.getoption("--order-contract-url")
    if url is None:
        return
    api = config.getoption("--order-contract-api")
    if api is None:
        raise pytest.UsageError("--order-contract-url needs --order-contract-api: one of " + ", ".join(APIS))
    run = _Run(url, cast("Api", api), config)
    items += _Server.from_parent(
        session, name=f"order-contract-{api}", nodeid=f"order-contract-{api}", run=run
    ).collect()


@dataclass
class _Run:
    """The one run of the check that all tests share."""

    url: str
    api: Api
    config: pytest.Config
    report: Report | None = None
    failed: str = ""

    def outcome(self, cases: Sequence[_RuleItem]) -> Report:
        """The report on the operations and rules of these tests, made when it is first asked for."""
        from order_contract.check import CannotRunError

        if self.report is None and not self.failed:
            try:
                self.report = self._once(
                    sorted({case.operation for case in cases}), sorted({case.rule.id for case in cases})
                )
            except CannotRunError as error:
                self.failed = str(error)
        if self.report is None:
            pytest.fail(f"order-contract could not run: {self.failed}", pytrace=False)
        return self.report

    def _once(self, only: Sequence[str], rules: Sequence[str]) -> Report:
        """The report of the one worker of pytest-xdist that checks the server, or our own without it."""
        import pickle
        import tempfile
        import time
        from pathlib import Path

        from order_contract.check import CannotRunError

        worker = getattr(self.config, "workerinput", None)
        if worker is None:
            return self._checked(only, rules)
        place = (
            Path(tempfile.gettempdir()) / f"order-contract-{os.getuid()}-{worker['testrunuid']}-{self.api}"
        )
        try:
            place.mkdir(mode=0o700)
        except FileExistsError:
            while not (place / "done").exists():
                time.sleep(0.1)
            outcome = pickle.loads((place / "report").read_bytes())  # noqa: S301  # written by our own worker
        else:
            try:
                outcome = self._checked(only, rules)
            except CannotRunError as error:
                outcome = str(error)
            except BaseException as error:
                outcome = f"the worker that checked failed: {error!r}"
                raise
            finally:
                (place / "report").write_bytes(pickle.dumps(outcome))
                (place / "done").touch()
        if isinstance(outcome, str):
            raise CannotRunError(outcome)
        return cast("Report", outcome)

    def _checked(self, only: Sequence[str], rules: Sequence[str]) -> Report:
        from pathlib import Path

        from order_contract.check import ServerCredentials, run
        from order_contract.check.reports.baseline import Baseline
        from order_contract.check.server_data import Fixtures
        from order_contract.check.transport.extras import Extras

        asked = {
            name: self.config.getoption(f"--order-contract-{name}")
            for name in ("fixtures", "profile", "max-time", "seed", "baseline")
        }
        baseline = Baseline.load(Path(asked["baseline"])) if asked["baseline"] else Baseline()
        report = run(
            self.url,
            self.api,
            credentials=ServerCredentials.of_environment(Extras.of_environment()),
            fixtures=Fixtures.load(asked["fixtures"]) if asked["fixtures"] else None,
            profile=asked["profile"],
            max_time=asked["max-time"],
            seed=asked["seed"],
            only=only,
            rules=rules,
        )
        return baseline.apply(report)


class _Server(pytest.Collector):
    """Stands where a test file would."""

    def __init__(self, *, run: _Run, **more: Any) -> None:
        super().__init__(**more)
        self.run = run

    def collect(self) -> list[pytest.Item]:
        """One item for each operation and rule."""
        from order_contract.check import rulebook
        from order_contract.check import scenarios as rules
        from order_contract.check.document.operations import operations

        named = {operation.id: operation.name for operation in operations(self.run.api)}
        always = [
            (name, rule)
            for name in named.values()
            for rule in (*rulebook.WIRE, *rulebook.ROBUSTNESS)
            if self.run.api in rule.apis
        ]
        documented = [
            (named[key], scenario.rule)
            for scenario in rules.SCENARIOS
            if self.run.api in scenario.rule.apis
            for key in scenario.operations
        ]
        return [
            _RuleItem.from_parent(self, name=f"{name}[{rule.id}]", operation=name, rule=rule)
            for name, rule in always + documented
        ]


class _CheckFailedError(Exception):
    """What the check found, in its own words."""


class _RuleItem(pytest.Item):
    """One operation and one rule."""

    parent: _Server

    def __init__(self, *, operation: str, rule: Rule, **more: Any) -> None:
        super().__init__(**more)
        self.operation = operation
        self.rule = rule
        # Tests of one server belong on one worker of pytest-xdist, under --dist loadgroup.
        self.add_marker(pytest.mark.xdist_group("order-contract"))

    def runtest(self) -> None:
        """Read this pair's cell of the report."""
        from order_contract.check.reports import text
        from order_contract.check.reports.matrix import Mark, cells

        report = self.parent.run.outcome([item for item in self.session.items if isinstance(item, _RuleItem)])
        rule_result = next((row for row in report.rules if row.rule.id == self.rule.id), None)
        own_cells = (
            [cell for cell in cells(report, rule_result) if cell.operation == self.operation]
            if rule_result is not None
            else []
        )
        if (
            rule_result is None
            or not own_cells
            or own_cells[0].mark in {Mark.NOT_APPLICABLE, Mark.NOT_TESTED}
        ):
            pytest.skip(
                (rule_result.why if rule_result is not None else "")
                or f"{self.rule.id} was not put to the test on {self.operation}"
            )
        if own_cells[0].mark is Mark.KNOWN:
            pytest.xfail("in the baseline: " + ", ".join(finding.id for finding in own_cells[0].findings))
        if own_cells[0].mark is Mark.BROKEN:
            raise _CheckFailedError(
                "\n\n".join(_in_words(report, finding, text) for finding in own_cells[0].findings)
            )
        if report.stopped:
            raise _CheckFailedError(f"{self.rule.id} is not known to hold: {report.stopped}")

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """The finding instead of a traceback."""
        return (
            str(excinfo.value)
            if isinstance(excinfo.value, _CheckFailedError)
            else super().repr_failure(excinfo, style)
        )

    def reportinfo(self) -> tuple[Any, int | None, str]:
        """Where the test is said to be."""
        return self.path, None, f"order-contract {self.parent.run.api}: {self.operation} {self.rule.id}"


def _in_words(report: Report, finding: Finding, text: Any) -> str:
    return (
        f"{text.kind(finding)} {finding.id}: {text.title(finding)} (seed "
        f"{report.seed})\n{text.whole(report, finding, replayable=False)}"
    )
