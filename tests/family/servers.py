"""Servers of the family, each with the fixtures that are true of it, and the check held against them.

Invariants: the fixtures come from what the bed itself says that it knows; what is declared of a server is
what its switches say.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import lru_cache
from typing import Any, Final, Literal

from order_contract.check import Report, ServerCredentials, run
from order_contract.check.profiles import Profile
from order_contract.check.server_data import Fixtures
from tests.family.bed import data, merchant, s2
from tests.family.bed.config import Config
from tests.family.bed.play import APPS
from tests.family.bed.switches import SWITCHES
from tests.family.bed.wire import Server
from tests.family.declarations import refused

Api = Literal["globale", "merchant", "s2"]
Switches = Mapping[str, str]

QUICK: Final = Profile("family", seconds=120, examples=0, boundaries=0, rule_examples=2)
"""The corpus, the rules and hostile bytes, and short sequences; nothing is made up by schemathesis."""
FUZZED: Final = Profile("family", seconds=180, examples=15, boundaries=30, rule_examples=5)


RULES_ALONE: Final = replace(QUICK, corpus=False, robustness=False, rule_examples=1)
"""Nothing but the rules, which the corpus does not disturb."""


@dataclass(frozen=True)
class Member:
    """One server of the family."""

    api: Api
    preset: str = "default"
    switches: Switches = field(default_factory=dict)
    fault: str | None = None

    @property
    def config(self) -> Config:
        """The bed's own settings."""
        return Config(self.api, self.preset, dict(self.switches), self.fault)

    @contextmanager
    def running(self) -> Iterator[str]:
        """Serve it on a free loopback port."""
        config = self.config
        server = Server(APPS[self.api](config), config)
        server.start()
        try:
            yield server.url + (merchant.PATH if self.api == "merchant" else "")
        finally:
            server.stop()

    def fixtures(self, *, declared: bool = False) -> str:
        """What is known of the server's data.

        :param declared: whether its open decisions are declared, too.
        """
        lines = {"globale": _globale, "merchant": _merchant, "s2": _s2}[self.api](self.config, declared)
        return "\n".join(lines)

    def credentials(self, *, declared: bool = False) -> ServerCredentials:
        """Those that the server takes; the merchant's GUID only where it looks at it."""
        checked = declared and self.config["cb_guid"] == "checked"
        return ServerCredentials(
            guid=data.GUID,
            token=data.S2_TOKEN,
            organization=data.S2_ORG,
            merchant_guid=data.CALLBACK_GUID if checked else None,
        )

    def held(
        self,
        *,
        declared: bool = False,
        profile: Profile = QUICK,
        seed: int = 1,
        timeout: float = 3,
        **options: Any,
    ) -> Report:
        """Check the server.

        :param timeout: seconds for one response; more of them where the machine is busy.
        """
        with self.running() as url:
            return run(
                url,
                self.api,
                credentials=self.credentials(declared=declared),
                fixtures=fixtures_of(self.fixtures(declared=declared)),
                profile=profile,
                seed=seed,
                timeout=timeout,
                **options,
            )


@lru_cache(maxsize=64)
def fixtures_of(text: str) -> Fixtures:
    """The fixtures that a text holds."""
    return Fixtures.read(text)


def values(api: Api) -> Iterator[tuple[str, str]]:
    """Every switch of an API with every value but its default."""
    for switch in SWITCHES.values():
        if switch.api in ("any", api):
            yield from ((switch.name, value) for value in switch.values[1:])


def _table(text: str, members: Mapping[str, Any]) -> str:
    return f"{text} = {{ {', '.join(f'{name} = {json.dumps(value)}' for name, value in members.items())} }}"


def _globale(config: Config, declared: bool) -> Iterator[str]:
    yield "[globale]"
    yield 'reset = "POST /__reset"'
    yield f"hubs = {json.dumps(data.HUBS)}"
    yield 'cancelled_order = "GE500000005DE"'
    yield 'foreign_order = "GE900000001US"'
    yield _table(
        "status", {"code": "DEL_12", "name": "Delayed", "reason": "1009", "reason_name": "InventoryMissing"}
    )
    yield _table(
        "cancellation",
        {"code": "CANCELLED", "name": "Cancelled", "reason": "1010", "reason_name": "Changed mind"},
    )
    if declared:
        yield f"error_info = {json.dumps(config['refund_envelope'] == 'ErrorInfo')}"
        yield f"refuses = {json.dumps(['negative-amounts', *refused(config, 'globale')])}"
        yield f"shows = {json.dumps(list(_shown(config)))}"
    for order in data.orders().values():
        untouched = not (order["cancelled"] or order["refunded"] or order["dispatched"])
        if not untouched or order["guid"] != data.GUID:
            continue
        yield "[[globale.orders]]"
        for name, value in (
            ("order_id", order["id"]),
            ("merchant_order_id", order["mid"]),
            ("email", order["email"]),
            ("currency", order["currency"]),
            ("total", format(order["total"], "f")),
            ("shipping", format(order["shipping"], "f")),
            ("duties", format(order["duties"], "f")),
        ):
            yield f"{name} = {json.dumps(value)}"
        if order["parcels"]:
            yield f"ready_parcels = {json.dumps(list(order['parcels']))}"
        for item in order["items"].values():
            yield "[[globale.orders.products]]"
            yield f"cart_item_id = {json.dumps(item['cid'])}"
            yield f"code = {json.dumps(item['code'])}"
            yield f"quantity = {item['qty']}"
            yield f'price = "{item["price"]:f}"'
            yield f'original_price = "{(item["price"] / order["rate"]).quantize(Decimal("0.0001")):f}"'


def _shown(config: Config) -> Iterator[str]:
    yield "status"
    if config["details_depth"] == "full":
        yield "reason"
    yield from ("attributes", "parcels", "tracking-number", "tracking-url")
    yield from ("shipment-state", "deliveries", "origin")


def _merchant(config: Config, declared: bool) -> Iterator[str]:
    yield "[merchant]"
    yield 'reset = "POST /__reset"'
    yield 'statuses = ["CANCELLED", "PROCESSING"]'
    if declared:
        yield f"refuses = {json.dumps(list(refused(config, 'merchant')))}"
    for order_id, merchant_order_id in merchant.ORDERS[:2]:
        yield "[[merchant.orders]]"
        yield f"order_id = {json.dumps(order_id)}"
        yield f"merchant_order_id = {json.dumps(merchant_order_id)}"


def _s2(config: Config, declared: bool) -> Iterator[str]:
    yield "[s2]"
    yield 'reset = "POST /__reset"'
    if declared:
        yield f"refuses = {json.dumps(list(refused(config, 's2')))}"
    yield f"foreign_order = {json.dumps(s2.OTHER_ORDER)}"
    for order_id in (s2.ORDER, s2.ORDER2):
        yield "[[s2.orders]]"
        yield f"order_id = {json.dumps(order_id)}"
        yield f"account_id = {json.dumps(s2.ACCOUNT)}"
        yield f"products = {json.dumps(list(s2.PRODUCTS))}"
