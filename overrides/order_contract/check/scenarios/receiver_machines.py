"""Sequences of updates of an order in S2, and of notices to a merchant, that Hypothesis makes up."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final

from hypothesis import strategies as st
from hypothesis.stateful import rule

from order_contract.check.rulebook import Grade
from order_contract.check.scenarios import (
    callback,
    order_queries,
    s2_order,
    s2_update_order,
)
from order_contract.check.scenarios.conversation import RuleViolationError
from order_contract.check.scenarios.stateful import Machine
from order_contract.wire import codec

_FILES: Final = 5
"""No line says how many files an order can have."""
_INDEX: Final = st.integers(0, 5)
_TEXT: Final = st.sampled_from(("a", "Größe", "100%", "x y", "東京", '"', "0"))


class Updates(Machine):
    """Updates of one order of S2."""

    api = "s2"
    family = s2_update_order.GROUP.family
    operations = (s2_order.UPDATE,)

    def begin(self) -> None:
        """The files that the order has."""
        self.files = len(s2_order.files(s2_order.updated(self.conversation)))

    @rule(
        address=st.none() | st.just(dict(s2_order.ADDRESS)),
        note=_TEXT,
        meta=st.recursive(
            st.none() | st.booleans() | _TEXT,
            lambda inner: st.dictionaries(_TEXT, inner, max_size=2),
            max_leaves=3,
        ),
        prices=st.lists(st.decimals(0, 99, places=2), min_size=1, max_size=3),
        files=st.integers(0, 2),
    )
    def update(
        self, address: dict[str, str] | None, note: str, meta: Any, prices: list[Decimal], files: int
    ) -> None:
        """A whole order."""

        def work() -> None:
            product = s2_order.order_of(self.conversation).products[0]
            items = [
                {
                    "channelOrderItemId": str(place),
                    "productId": product,
                    "quantity": place + 1,
                    "unitPrice": price,
                    "meta": {},
                }
                for place, price in enumerate(prices)
            ]
            attached = [dict(s2_order.ATTACHMENT)] * min(files, max(0, _FILES - self.files))
            members = {"shippingAddress": address, "customerNote": note, "meta": {"sent": meta}}
            # the samples have no text beyond ASCII in a request
            graded = None if codec.dumps(members).isascii() else Grade.SHOULD
            shown = s2_order.updated(self.conversation, graded, **members, items=items, attachments=attached)
            rules = {"shippingAddress": "s2-address", "customerNote": "s2-note", "meta": "s2-meta"}
            for name, value in members.items():
                if shown.get(name) != value:
                    # what the samples show coming back: addresses, and meta; texts beyond ASCII in neither
                    shows = name != "customerNote" and codec.dumps(value).isascii()
                    raise RuleViolationError(
                        f"The response's {name} is not the one that was sent.",
                        name,
                        graded=None if shows else Grade.SHOULD,
                    ).of_rule(rules[name])
            if [item.get("unitPrice") for item in order_queries.listed(shown.get("items"))] != prices:
                raise RuleViolationError(
                    "The response's prices are not those that were sent.", "items.unitPrice"
                ).of_rule("s2-prices")
            self.files += len(attached)
            if len(s2_order.files(shown)) != self.files:
                reply = f"The response has {len(s2_order.files(shown))} attachments instead of {self.files}."
                raise RuleViolationError(reply, "attachments", "s2-attachments", Grade.SHOULD)

        self.step(work, "s2-order")


class Notices(Machine):
    """Notices about one order, in any order, some of them again."""

    api = "merchant"
    family = callback.GROUP.family
    operations = (callback.NOTICE,)

    def begin(self) -> None:
        """No notice was delivered."""
        self.delivered: list[dict[str, Any]] = []

    @rule(
        status=_INDEX,
        new=st.booleans(),
        reason=st.booleans(),
        extra=st.dictionaries(st.sampled_from(("New", "CartId", "UserId")), _TEXT),
    )
    def notify(self, status: int, new: bool, reason: bool, extra: dict[str, Any]) -> None:
        """A notice of a known or an unknown status."""
        known = callback.repeatable(self.conversation)
        new = new and "unknown-status" not in self.conversation.merchant.refuses
        members: dict[str, Any] = {
            "StatusCode": "SOME_NEW_STATUS" if new else known[status % len(known)],
            **extra,
        }
        if reason:
            members["OrderStatusReason"] = dict(callback.REASON)
        what = ("A notice of an unknown status" if new else "A notice") + (
            ", after others," if self.delivered else ""
        )
        self.delivered.append(members)
        self.step(
            lambda: callback.must_acknowledge(self.conversation, what, **members),
            "notice-unknown-status" if new else "notice-order",
        )

    @rule(which=_INDEX)
    def notify_again(self, which: int) -> None:
        """A notice that was delivered before."""
        if self.delivered:
            members = self.delivered[which % len(self.delivered)]
            self.step(
                lambda: callback.must_acknowledge(
                    self.conversation, "A notice that was delivered before", **members
                ),
                "notice-again",
            )
