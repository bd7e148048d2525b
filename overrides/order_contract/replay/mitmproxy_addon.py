"""The judge as an addon of mitmproxy: `order-contract proxy` uses it, and it can be used alone.

    mitmdump --mode reverse:https://orders.example -s .../order_contract/replay/mitmproxy_addon.py \\
        --set order_contract_apis=globale --set order_contract_report=report.json

Invariants: nothing of a flow is changed; whatever fails here is logged, and the traffic goes on.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from order_contract.check.findings import Finding
from order_contract.check.reports import Outputs
from order_contract.check.reports.terminal import exit_code, render
from order_contract.replay.live import LiveJudge
from order_contract.spec import APIS, Api

if TYPE_CHECKING:
    from mitmproxy.addonmanager import Loader
    from mitmproxy.http import HTTPFlow

_log: Final = logging.getLogger(__name__)


class JudgeAddon:
    """Gives each exchange to the judge once its response has been passed on, or has failed to come."""

    def __init__(self, judge: LiveJudge, on_running: Callable[[], None] = lambda: None) -> None:
        self.judge = judge
        self._on_running = on_running

    def running(self) -> None:
        """Mitmproxy listens."""
        self._on_running()

    def response(self, flow: HTTPFlow) -> None:
        """A whole response came."""
        self._take(flow)

    def error(self, flow: HTTPFlow) -> None:
        """No whole response came."""
        self._take(flow)

    def _take(self, flow: HTTPFlow) -> None:
        try:
            self.judge.take(_state(flow))
        except Exception as error:  # noqa: BLE001 - a judge that fails never stops traffic
            _log.warning("order-contract could not judge an exchange: %s", type(error).__name__)


def _state(flow: HTTPFlow) -> dict[str, Any]:
    return {
        "type": "http",
        "request": flow.request.get_state(),
        "response": flow.response.get_state() if flow.response else None,
        "error": flow.error.get_state() if flow.error else None,
    }


class _StandaloneAddon:
    """The same with settings from mitmproxy's own options, and the reports when mitmproxy ends."""

    def __init__(self) -> None:
        self._addon: JudgeAddon | None = None
        self._report = ""

    def load(self, loader: Loader) -> None:
        """Add the options."""
        add = loader.add_option
        add(
            "order_contract_apis",
            str,
            "",
            f"APIs to judge, with commas between: {', '.join(APIS)}. Empty: all.",
        )
        add("order_contract_callback_path", str, "", "Path at which callbacks are delivered.")
        add("order_contract_report", str, "", "File for the report as JSON.")

    def running(self) -> None:
        """The options are known."""
        from mitmproxy import ctx

        named = [name.strip() for name in ctx.options.order_contract_apis.split(",") if name.strip()]
        apis: list[Api] = [api for api in APIS if not named or api in named]
        path = ctx.options.order_contract_callback_path
        self._report = ctx.options.order_contract_report
        self._addon = JudgeAddon(LiveJudge(apis, [path] if path else [], on_finding=_announce))

    def response(self, flow: HTTPFlow) -> None:
        """A whole response came."""
        if self._addon is not None:
            self._addon.response(flow)

    def error(self, flow: HTTPFlow) -> None:
        """No whole response came."""
        if self._addon is not None:
            self._addon.error(flow)

    def done(self) -> None:
        """Mitmproxy ends: show the tables, and write the report."""
        if self._addon is None:
            return
        reports = self._addon.judge.close("live traffic")
        self._addon = None
        if reports:
            render(reports)
        if reports and self._report:
            Outputs({"json": str(Path(self._report))}).write(reports, exit_code(reports))


def _announce(finding: Finding) -> None:
    _log.warning("%s", line_of(finding))


def line_of(finding: Finding) -> str:
    """A breach in one line."""
    return f"{finding.operation}  {finding.rule.id}  {finding.location}: {finding.message}"


addons = [_StandaloneAddon()]
"""What mitmproxy looks for in a script."""
