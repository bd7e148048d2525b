"""The kinds of sequences, each with a model of what the server must show by then.

Invariants: a step meets what the documents decide, or is left out; each sequence is about one order.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from hypothesis import strategies as st
from hypothesis.stateful import rule

from order_contract.check.rulebook import Grade
from order_contract.check.scenarios import dispatch as dispatching
from order_contract.check.scenarios import (
    hub_parcels,
    order_queries,
    refund_codes,
    refunding,
    shipping_documents,
    update_products,
)
from order_contract.check.scenarios.conversation import NotTestedError, RuleViolationError
from order_contract.check.scenarios.receiver_machines import Notices, Updates
from order_contract.check.scenarios.refund_model import COMPONENTS
from order_contract.check.scenarios.stateful import Machine
from order_contract.check.server_data import KnownOrder
from order_contract.check.wire_rules.expectation import Expectation

_INDEX: Final = st.integers(0, 5)
_TEXT: Final = st.sampled_from(("a", "Größe", "100%", "x y", "東京", '"', "0"))


def _repeats(listed: Sequence[refunding.Json] | None) -> bool:
    """Whether one cart item stands in two lines of a refund, of which no document says anything."""
    items = [product["CartItemId"] for product in listed or ()]
    return len(set(items)) < len(items)


class Refunds(Machine):
    """Refunds of one order, whole and in part, valid and invalid."""

    family = refund_codes.GROUP.family
    operations = (refunding.REFUND,)

    def begin(self) -> None:
        """One order."""
        self.refunding = refunding.Refunding(self.conversation)

    def refund(self, listed: Sequence[refunding.Json] | None, **header: Any) -> None:
        """Send a refund, and hold its outcome to the conditions that it meets."""
        codes = self.refunding.ledger.conditions(header, listed or ())
        reply = self.refunding.send(listed, expected=Expectation.UNSPECIFIED, **header)
        rule_id = "refund-sum"
        try:
            if codes:
                first = min(codes)
                rule_id = "refund-full-list" if first == "list" else f"refund-{first}"
                self.conversation.must_refuse(
                    reply,
                    "This refund",
                    *(() if "list" in codes else sorted(codes)),
                    codes_graded=Grade.SHOULD if self._may_differ(codes, reply.code, listed) else None,
                )
            else:
                rule_id = f"refund-{reply.code}" if f"refund-{reply.code}" in self.scenarios else rule_id
                self.conversation.must_accept(
                    reply,
                    "This refund, to which no documented condition applies,",
                    excused=True,
                    graded=Grade.SHOULD if self._beyond_its_kind(header) or _repeats(listed) else None,
                )
                self.refunding.ledger.take(header, listed or ())
            self.over = "1001" in codes
        except RuleViolationError as broken:
            raise broken.of_rule(rule_id) from None

    def _may_differ(self, codes: frozenset[str], code: str, listed: Sequence[refunding.Json] | None) -> bool:
        """Whether another code than those of the conditions may be meant: where nothing is left, more than
        is left is asked for, too; and one cart item in two lines may be refused for that.
        """
        return ("1001" in codes and code == "1002") or _repeats(listed)

    def _beyond_its_kind(self, header: Mapping[str, Any]) -> bool:
        """Whether a server may have a limit of its own: a full refund of a part, or more shipping or duties
        than were paid.
        """
        order = self.refunding.order
        return (
            bool(header.get("FullRefund"))
            or header.get("ShippingAmount", 0) > order.shipping
            or header.get("DutiesAmount", 0) > order.duties
        )

    def probe(self) -> None:
        """One unit more than is left."""
        self.refund(None, ServiceGestureAmount=self.refunding.ledger.remaining + self.refunding.unit)

    @rule(
        picks=st.lists(
            st.tuples(_INDEX, st.integers(1, 3), st.sampled_from((None, 1, 250))), min_size=1, max_size=3
        ),
        probe=st.booleans(),
    )
    def of_products(self, picks: list[tuple[int, int, int | None]], probe: bool) -> None:
        """Products, with and without amounts."""

        def work() -> None:
            own, unit = self.refunding.order.products, self.refunding.unit
            parts = [self.refunding.part(own[index % len(own)], quantity) for index, quantity, _ in picks]
            self.refund(
                [
                    part if units is None else {**part, "RefundAmount": units * unit}
                    for part, (_, _, units) in zip(parts, picks, strict=True)
                ]
            )

        self.step(work, "refund-sum")
        if probe:
            self.step(self.probe, "refund-1002")

    @rule(name=st.sampled_from(COMPONENTS), units=st.integers(1, 2_000), probe=st.booleans())
    def of_component(self, name: str, units: int, probe: bool) -> None:
        """One component."""
        self.step(lambda: self.refund(None, **{name: units * self.refunding.unit}), "refund-sum")
        if probe:
            self.step(self.probe, "refund-1002")

    @rule()
    def to_the_edge(self) -> None:
        """Just what is left."""
        self.step(
            lambda: self.refund(None, ServiceGestureAmount=self.refunding.ledger.remaining), "refund-sum"
        )

    @rule(total=st.sampled_from((None, 1, 10**6)))
    def in_full(self, total: int | None) -> None:
        """All that is left, whatever the total says."""
        sent = {} if total is None else {"TotalRefundAmount": total * self.refunding.unit}
        self.step(lambda: self.refund(None, FullRefund=True, **sent), "refund-full")

    @rule()
    def of_an_unknown_product(self) -> None:
        """A product of the order with one that is not."""

        def work() -> None:
            parts = [
                self.refunding.part(self.refunding.product),
                {"CartItemId": "no-such-cart-item", "RefundQuantity": 1, "RefundAmount": 0},
            ]
            self.refund(parts)

        self.step(work, "refund-1005")


class Products(Machine):
    """Updates of the attributes of one order's products."""

    family = update_products.GROUP.family
    operations = (update_products.UPDATE, order_queries.DETAILS)

    def begin(self) -> None:
        """One order, and the attributes that its products have."""
        if "attributes" not in self.conversation.globale.shows:
            raise NotTestedError("The fixtures do not say that attributes are shown.")
        self.order = self.conversation.order("with products, to update", lambda order: order.products)
        shown = order_queries.details(self.conversation, self.order)
        self.attributes = [
            order_queries.attributes(shown, product, updated=False) for product in self.order.products
        ]

    @rule(
        picks=st.lists(
            st.tuples(_INDEX, st.dictionaries(st.sampled_from("abc"), _TEXT, min_size=1)),
            min_size=1,
            max_size=2,
        ),
        good=st.booleans(),
    )
    def merge(self, picks: list[tuple[int, dict[str, str]]], good: bool) -> None:
        """Attributes of one or two products; a bad update has an empty value at its end."""

        def work() -> None:
            own = self.order.products
            parts = [update_products.part(own[index % len(own)], attributes) for index, attributes in picks]
            after = [dict(attributes) for attributes in self.attributes]
            for index, attributes in picks if good else ():
                if attributes.items() <= after[index % len(own)].items():
                    return  # an update that changes nothing may be refused (003:285)
                after[index % len(own)] |= attributes
            if not good:
                parts.append(update_products.part(own[0], {"a": ""}))
            reply = update_products.send(self.conversation, self.order.order_id, parts)
            if good:
                self.conversation.must_accept(reply, "An update of an order's products")
            elif reply.accepted:
                raise RuleViolationError("An update with an empty value was accepted.").of_rule(
                    "products-d005"
                )
            shown = order_queries.details(self.conversation, self.order)
            for place, product in enumerate(own):
                self._same(
                    order_queries.attributes(shown, product, updated=False),
                    self.attributes[place],
                    after[place],
                    good,
                )
            self.attributes = after

        self.step(work, "products-kept")

    def _same(self, shown: dict[str, Any], before: dict[str, Any], after: dict[str, Any], good: bool) -> None:
        for key, value in after.items():
            if shown.get(key) != value:
                rule_id = (
                    "products-refused-whole"
                    if not good
                    else "products-added"
                    if key not in before
                    else "products-changed"
                )
                rule_id = "products-kept" if good and key not in shown and key in before else rule_id
                raise RuleViolationError(
                    f"The attribute {key} does not have the value {value!r}.", f"Attributes.{key}"
                ).of_rule(rule_id)


class Parcels(Machine):
    """Dispatches of one order in many parcels."""

    family = dispatching.GROUP.family
    operations = (dispatching.V2, hub_parcels.DOCUMENTS, order_queries.DETAILS)

    def begin(self) -> None:
        """One order of which nothing is dispatched."""
        if not {"over-delivery"} <= self.conversation.globale.refuses:
            raise NotTestedError("The fixtures do not say that the server refuses over-delivery.")
        self.order: KnownOrder = dispatching.dispatchable(self.conversation)
        self.sent = dict.fromkeys((product.cart_item_id for product in self.order.products), Decimal(0))
        self.codes: list[str] = []

    @rule(
        picks=st.lists(st.tuples(_INDEX, st.integers(1, 4)), min_size=1, max_size=3),
        with_documents=st.booleans(),
    )
    def dispatch(self, picks: list[tuple[int, int]], with_documents: bool) -> None:
        """One parcel for each pick."""

        def work() -> None:
            own = self.order.products
            after, parcels = dict(self.sent), []
            for place, (index, quantity) in enumerate(picks):
                product = own[index % len(own)]
                after[product.cart_item_id] += quantity
                parcels.append(
                    dispatching.parcel(
                        f"RULE-{len(self.codes) + place}", dispatching.contents(product, quantity)
                    )
                )
            reply = (hub_parcels.send_parcels if with_documents else dispatching.report)(
                self.conversation, self.order, *parcels
            )
            too_much = any(after[product.cart_item_id] > product.quantity for product in own)
            try:
                if too_much:
                    self.conversation.must_refuse(reply, "A dispatch of more pieces than were ordered")
                else:
                    self.conversation.must_accept(reply, "A dispatch within what was ordered")
            except RuleViolationError as broken:
                family = "papers" if with_documents else "dispatch"
                raise broken.of_rule(f"{family}-too-much" if too_much else "dispatch-taken") from None
            if not too_much:
                self.sent = after
                self.codes += [parcel["ParcelCode"] for parcel in parcels]
            if "parcels" in self.conversation.globale.shows:
                order_queries.must_show_parcels(
                    self.conversation, self.order, dict.fromkeys(self.codes), "several dispatches"
                )

        self.step(work, "dispatch-parcels")


class HubDispatches(Machine):
    """Parcels of one order come to hubs, and leave from them."""

    family = shipping_documents.GROUP.family
    operations = (hub_parcels.DOCUMENTS, hub_parcels.DISPATCH)

    def begin(self) -> None:
        """One order of which nothing is dispatched, and two hubs."""
        if len(self.conversation.globale.hubs) < 2:
            raise NotTestedError("The fixtures name less than two hubs.")
        self.order = dispatching.dispatchable(self.conversation)
        self.left = False
        self.at: dict[str, str] = {}

    @rule(hub=st.integers(0, 1))
    def come(self, hub: int) -> None:
        """One more piece comes to a hub."""

        def work() -> None:
            if self.left or len(self.at) >= sum(product.quantity for product in self.order.products):
                return
            code, name = f"RULE-{len(self.at)}", self.conversation.globale.hubs[hub]
            hub_parcels.receive_in_hub(self.conversation, self.order, code, name, len(self.at))
            self.at[code] = name

        self.step(work, "papers-sent")

    @rule(hub=st.sampled_from((None, 0, 1)))
    def leave(self, hub: int | None) -> None:
        """All leave, or those of one hub."""

        def work() -> None:
            if not self.at:
                return
            name = None if hub is None else self.conversation.globale.hubs[hub]
            in_hub = {code for code, at in self.at.items() if name in (None, at)}
            body = {"OrderIds": [self.order.order_id], **({"HubCode": name} if name else {})}
            reply = self.conversation.ask(hub_parcels.DISPATCH, body=body, expected=Expectation.UNSPECIFIED)
            if in_hub:
                self.conversation.must_accept(
                    reply,
                    f"DispatchOrders of {len(in_hub)} parcel(s) in the hub",
                    location="HubCode",
                    graded=Grade.SHOULD if self.left else None,
                )
                self.left = True
            elif reply.accepted and hub_parcels.tracked_codes(reply) & self.at.keys():
                raise RuleViolationError("DispatchOrders dispatches parcels of another hub.", "HubCode")
            self.at = {code: at for code, at in self.at.items() if code not in in_hub}

        self.step(work, "leave-hub")


MACHINES: Final[tuple[type[Machine], ...]] = (Refunds, Products, Parcels, HubDispatches, Updates, Notices)
