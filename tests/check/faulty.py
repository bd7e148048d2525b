"""The second correct server with one rule broken, for each documented rule of the check.

Invariant: a fault overrides as little as can be; everything else stays as documented.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from tests.faults.second import Server
from tests.faults.second.refusals import RefusalError, refusal

FAULTS_HERE = Path(__file__).parents[1] / "faults"

FIXTURES = FAULTS_HERE / "second" / "fixtures.toml"
Kind = type[Server]


def faulty(**methods: Callable[..., Any]) -> Kind:
    """A server with some methods replaced."""
    return type("Faulty", (Server,), methods)


def after(name: str, change: Callable[..., Any]) -> Kind:
    """A server of which one method's result is changed; `change` is given the result and the method's
    arguments.
    """

    def method(self: Server, *arguments: Any, **named: Any) -> Any:
        return change(getattr(super(kind, self), name)(*arguments, **named), *arguments)

    kind: Kind = type("Faulty", (Server,), {name: method})
    return kind


def shown(**members: Any) -> Kind:
    """A server of which S2's answers have other members; a function is given the whole response."""

    def change(order: Any, *_: Any) -> Any:
        order = copy.deepcopy(order)
        return {
            **order,
            **{name: value(order) if callable(value) else value for name, value in members.items()},
        }

    return after("shown", change)


def nothing(*_: Any) -> None:
    """Does not look."""


def always(value: Any) -> Callable[..., Any]:
    """Gives the same each time."""
    return lambda *_: value


def refuse(when: Callable[..., bool], code: str = "B002") -> Callable[..., None]:
    """Refuses what a condition holds of."""

    def method(self: Server, *arguments: Any) -> None:
        if when(*arguments):
            raise refusal(code)

    return method


def first_order(self: Server, *_: Any) -> Any:
    return self.state.orders[0]


def by_globale_id(self: Server, body: Any) -> Any:
    wanted = body.get("OrderId") if isinstance(body, dict) else body
    first = next((order for order in self.state.orders if order.ge_id == wanted), None)
    if first is None:
        raise refusal("404")
    return first


class _FloatSums(Server):
    def within_remainder(self, order: Any, total: Decimal) -> None:
        left = float(order.total)
        for refund in order.refunds:
            left -= float(refund)
        if float(total) > left:
            raise refusal("1002")


class _Traces(Server):
    def within_remainder(self, order: Any, total: Decimal) -> None:
        if total > order.remaining:
            order.refunds.append(Decimal("0.01"))
        super().within_remainder(order, total)


class _TwoEnvelopes(Server):
    def refused(self, operation: Any, refused: Any) -> Any:
        return self.refund_refused(refused) if refused.code == "1006" else super().refused(operation, refused)


class _MergesEverywhere(Server):
    def order_of_products(self, order_id: str) -> Any:
        self.current = super().order_of_products(order_id)
        return self.current

    def merge(self, line: Any, attributes: Any) -> None:
        for line in self.current.lines:
            line.attributes |= attributes


class _MergesEarly(Server):
    def named_line(self, order: Any, product: Any) -> Any:
        line = super().named_line(order, product)
        line.attributes |= {
            attribute["AttributeKey"]: attribute["AttributeValue"]
            for attribute in self.given(product)
            if attribute["AttributeValue"]
        }
        return line


class _PutsEarly(Server):
    def deliver(self, order: Any, planned: Any) -> None:
        for parcel in planned:
            self.put(order, parcel)
        super().deliver(order, planned)


class _LeavesOnReading(Server):
    def existing(self, order: Any, hub: Any) -> Any:
        result = super().existing(order, hub)
        for parcel in result:
            parcel.state = "DISPATCHED"
        return result


class _StatusEarly(Server):
    def update_order_status(self, orderStatus: Any) -> Any:
        self.take_status(self.known(orderStatus["OrderId"]), orderStatus)
        return super().update_order_status(orderStatus)


class _StatusEverywhere(Server):
    def take_status(self, order: Any, status: Any) -> None:
        for order in self.state.orders:
            super().take_status(order, status)


class _AuthorizesLate(Server):
    def authorize(self, operation: Any, pairs: Any, headers: Any) -> None:
        self.late: RefusalError | None = None
        try:
            super().authorize(operation, pairs, headers)
        except RefusalError as refused:
            self.late = refused

    def operate(self, operation: Any, given: Any) -> Any:
        value = super().operate(operation, given)
        if self.late:
            raise self.late
        return value


class _Counts(Server):
    turn = 0

    def shipment_state(self, order: Any) -> Any:
        self.turn += 1
        return (str(self.turn), "Moving")

    def details(self, order: Any) -> Any:
        self.turn += 1
        return {**super().details(order), "CustomerComments": str(self.turn)}


class _OneHub(Server):
    def received(self, parcel: Any, hub: Any) -> None:
        super().received(parcel, "Store" if hub else None)


def _told_once(self: Server, order: Any, body: Any) -> None:
    if self.state.notices.get(order.ge_id) == body["StatusCode"]:
        raise RefusalError("100", "Already", "told before")
    self.state.notices[order.ge_id] = body["StatusCode"]


def _forward_only(self: Server, order: Any, body: Any) -> None:
    if self.state.notices.get(order.ge_id, "") > body["StatusCode"]:
        raise RefusalError("100", "Late", "a later status is known")
    self.state.notices[order.ge_id] = body["StatusCode"]


def _caller(when: Callable[[Any], bool]) -> Kind:
    """A merchant that refuses notices of which a condition holds."""

    def told_of(self: Server, body: Any) -> Any:
        if when(body):
            raise RefusalError("100", "No", "not taken")
        return Server.told_of(self, body)

    return faulty(told_of=told_of)


def _refund_line(self: Server, order: Any, product: Any) -> Any:
    return order.line(product.get("CartItemId") or "none", None) or self.known("none")


def _any_line(self: Server, order: Any, product: Any) -> Any:
    return order.line(product.get("CartItemId"), product.get("ProductCode")) or order.lines[0]


def _flag(flag: str, name: str) -> Kind:
    """A server that takes a flag of a refund for an amount of next to nothing."""
    return after(
        "components",
        lambda parts, order, header, _: parts | ({name: Decimal("0.0001")} if header.get(flag) else {}),
    )


def _without_information(self: Server, order: Any, body: Any) -> Any:
    refuse(bool)(self, body.get("ShippingAdditionalInformation"))
    return Server.dispatched(self, order, body)


def _chosen(**lists: Callable[[str], bool]) -> Kind:
    """A server that overlooks ids of which a condition does not hold."""

    def chosen(self: Server, body: Any) -> Any:
        kept = {
            name: [product for product in body.get(name) or [] if holds(product)]
            for name, holds in lists.items()
        }
        return Server.chosen(self, {**body, **kept})

    return faulty(chosen=chosen)


def _attach_once(self: Server, order: Any, added: Any) -> None:
    order["attachments"] = list(
        {attachment["path"]: attachment for attachment in [*order["attachments"], *added]}.values()
    )


def _attach_early(self: Server, body: Any) -> None:
    self.attach(
        self.state.s2, [self.attachment(attachment, self.moment()) for attachment in body["attachments"]]
    )


LISTED = frozenset(("OrderId", "StatusCode", "MerchantGUID", "MerchantOrderId", "OrderStatusReason"))
FAULTY: dict[str, Kind] = {
    "refund-1001": faulty(not_refunded_yet=nothing),
    "refund-1001-cancelled": faulty(is_cancelled=always(False)),
    "refund-1002": faulty(within_remainder=nothing),
    "refund-1003": faulty(possible_quantity=always(True)),
    "refund-odd-quantity": faulty(possible_quantity=lambda self, quantity: quantity >= 0),
    "refund-1004": faulty(some_component=nothing),
    "refund-1005": faulty(
        refund_line=lambda self, order, product: order.line(product.get("CartItemId"), None) or order.lines[0]
    ),
    "refund-1006": faulty(too_many=nothing),
    "refund-refused-whole": _Traces,
    "refund-texts": after("error_body", lambda body, _: {**body, "Error": "Error", "Description": None}),
    "refund-envelope": _TwoEnvelopes,
    "refund-merchant-id": faulty(refund_order=by_globale_id),
    "refund-unknown-order": faulty(refund_order=first_order),
    "refund-product-code": faulty(refund_line=_refund_line),
    "refund-negative": faulty(no_negative=nothing),
    "refund-original": faulty(converted=always(Decimal(0))),
    "refund-shipping": _flag("ShippingRefund", "ShippingAmount"),
    "refund-duties": _flag("ProductsDutiesRefund", "DutiesAmount"),
    "refund-full-list": faulty(no_list_in_full=nothing),
    "refund-full-list-text": faulty(no_list_in_full=refuse(bool, "B002")),
    "refund-full": faulty(everything=lambda self, order: order.refunds.append(order.remaining / 2)),
    "refund-sum": after("components", lambda parts, *_: parts | {"DutiesAmount": Decimal(0)}),
    "refund-computed": faulty(computed=lambda self, line, quantity: line.price),
    "refund-stated": faulty(
        product_amount=lambda self, line, quantity, product: self.computed(line, quantity)
    ),
    "refund-exact": _FloatSums,
    "products-d001": faulty(order_of_products=lambda self, order_id: self.known(order_id)),
    "products-d002": faulty(named_line=_any_line),
    "products-d003": faulty(named_line=_any_line),
    "products-d004": faulty(origin=nothing),
    "products-d005": faulty(has_value=always(True)),
    "products-texts": after("error_body", lambda body, _: {**body, "Error": "Error", "Description": None}),
    "products-nothing": faulty(some_update=nothing),
    "products-either-id": faulty(named_line=_refund_line),
    "products-merchant-id": faulty(order_of_products=by_globale_id),
    "products-added": faulty(merge=nothing),
    "products-changed": faulty(
        merge=lambda self, line, attributes: [
            line.attributes.setdefault(*pair) for pair in attributes.items()
        ]
    ),
    "products-kept": faulty(merge=lambda self, line, attributes: setattr(line, "attributes", attributes)),
    "products-each": faulty(some_update=lambda self, planned: planned.__delitem__(slice(1, None))),
    "products-others": _MergesEverywhere,
    "products-refused-whole": _MergesEarly,
    "dispatch-taken": faulty(
        at_most_ordered=lambda self, line, delivered: refuse(bool, "1003")(self, delivered >= line.ordered)
    ),
    "dispatch-parcels": after("planned", lambda parcel, *_: setattr(parcel, "tracking", None) or parcel),
    "dispatch-tracking": faulty(track_order_as_a_whole=nothing),
    "dispatch-too-much": faulty(at_most_ordered=nothing),
    "dispatch-negative": faulty(delivery_quantity=lambda self, stated: Decimal(stated or 0)),
    "dispatch-refused-whole": _PutsEarly,
    "dispatch-merchant-id": faulty(dispatch_order=by_globale_id),
    "dispatch-merchant-order-id": faulty(
        dispatch_order=lambda self, body: self.known(body.get("OrderId") or "")
    ),
    "dispatch-unknown-order": faulty(known=first_order),
    "dispatch-unknown-product": faulty(not_ordered=nothing),
    "dispatch-exceptions": faulty(except_line=refuse(lambda line, stated: stated["ExceptionType"] == 3)),
    "dispatch-backorder": faulty(except_line=nothing),
    "legacy-parcels": faulty(
        legacy_parcels=lambda self, order, parcels: Server.legacy_parcels(self, order, parcels[:1])
    ),
    "legacy-parcels-array": faulty(
        spread=lambda self, value: value[:1] if isinstance(value, list) else [value]
    ),
    "legacy-too-much": faulty(legacy_parcels=always([])),
    "legacy-status": faulty(take_status=nothing),
    "legacy-unknown-order": faulty(known=first_order),
    "papers-sent": faulty(
        shipping_documents=lambda self, order, parcels: Server.shipping_documents(
            self, order, list(order.parcels.values())
        )
    ),
    "papers-real": faulty(data=always("no base64!")),
    "papers-existing": faulty(existing=always([])),
    "papers-existing-reads": _LeavesOnReading,
    "papers-merchant-id": faulty(dispatch_order=by_globale_id),
    "papers-unknown-order": faulty(known=first_order),
    "papers-too-much": faulty(at_most_ordered=nothing),
    "papers-unknown-product": faulty(not_ordered=nothing),
    "papers-cancelled": faulty(not_cancelled=nothing),
    "papers-shown": after("planned", lambda parcel, *_: setattr(parcel, "tracking", None) or parcel),
    "papers-received": faulty(shipment_state=always(("SENT", "Sent"))),
    "papers-information-once": faulty(dispatched=_without_information),
    "leave-taken": faulty(can_leave=always(False)),
    "leave-once": faulty(leave=nothing),
    "leave-not-ready": faulty(can_leave=always(True)),
    "leave-unknown-order": faulty(
        chosen=lambda self, body: Server.chosen(self, {**body, "OrderIds": ["GE2794621GB"]})
    ),
    "leave-hub": faulty(of_hub=lambda self, chosen, hub: chosen),
    "leave-merchant-id": _chosen(OrderIds=lambda order_id: order_id[:2] in ("GE", "te")),
    "leave-blanks": _chosen(OrderIds=lambda order_id: order_id == order_id.strip()),
    "leave-merchant-order-ids": _chosen(MerchantOrderIds=lambda _: False),
    "leave-every-order": after("chosen", lambda item, _: (item[0][:1], item[1])),
    "leave-state": faulty(shipment_state=always(("RECEIVED", "Received in Hub"))),
    "together-taken": faulty(boxes=refuse(lambda amount, parcels: amount == parcels)),
    "together-boxes": faulty(boxes=nothing),
    "together-one-hub": faulty(one_hub=lambda self, hubs: sorted(hubs)[:1]),
    "status-taken": faulty(reason_of_cancellation=refuse(always(True), "S001")),
    "status-shown": faulty(take_status=nothing),
    "status-reason-shown": after("take_status", lambda _, order, status: setattr(order, "reason", None)),
    "status-cancel-reason": faulty(reason_of_cancellation=nothing),
    "status-refused-whole": _StatusEarly,
    "status-unknown-order": faulty(known=first_order),
    "status-other-orders": _StatusEverywhere,
    "status-tracking-number": faulty(take_tracking=nothing),
    "status-tracking-url": after(
        "take_status", lambda _, order, status: setattr(order, "tracking_url", status.get("TrackingNumber"))
    ),
    "query-text": after("pairs", lambda pairs, _: [(name, unquote(value)) for name, value in pairs]),
    "query-plus": faulty(pairs=lambda self, query: Server.pairs(self, query.replace("+", "%2B"))),
    "query-order-id": faulty(known=first_order),
    "auth-guid-case": faulty(right_guid=lambda self, given: given == self.config.guid),
    "auth-wrong-guid": faulty(right_guid=lambda self, given: given.startswith(self.config.guid)),
    "auth-changes-nothing": _AuthorizesLate,
    "track-pair": faulty(belongs=always(False)),
    "track-sent": faulty(belongs=always(False)),
    "track-wrong-email": faulty(belongs=always(True)),
    "track-unknown-order": faulty(
        track_order=lambda self, orderId, email: Server.track_order(self, "GE123874638GB", email)
    ),
    "track-time": faulty(written_time=lambda self, moment: moment.isoformat()),
    "track-refund": faulty(shipment_state=always(("SENT", "Sent"))),
    "track-reads": _Counts,
    "details-asked": faulty(
        get_orders_details=lambda self, body: [self.details(order) for order in self.state.orders]
    ),
    "details-reads": _Counts,
    "details-money": after(
        "international", lambda item, _: {**item, "TotalPrice": item["TotalPrice"] + Decimal("0.01")}
    ),
    "s2-order": shown(id="00000000-0000-4000-8000-000000000001"),
    "s2-account": shown(account=lambda order: {**order["account"], "id": "another"}),
    "s2-items": shown(
        items=lambda order: [
            {**item, "product": {**item["product"], "id": "another"}} for item in order["items"]
        ]
    ),
    "s2-prices": shown(
        items=lambda order: [{**item, "unitPrice": round(item["unitPrice"], 2)} for item in order["items"]]
    ),
    "s2-prices-long": shown(
        items=lambda order: [
            {**item, "unitPrice": Decimal(repr(float(item["unitPrice"])))} for item in order["items"]
        ]
    ),
    "s2-address": shown(shippingAddress=None),
    "s2-address-each": shown(billingAddress=lambda order: order["shippingAddress"]),
    "s2-empty-text": shown(channelShippingMethod=lambda order: order["channelShippingMethod"] or "None"),
    "s2-note": shown(customerNote=None),
    "s2-meta": shown(meta={}),
    "s2-currency": shown(currencyId="AED"),
    "s2-order-date": shown(channelOrderDate="2024-04-24T06:00:33Z"),
    "s2-dates": shown(deliverByDate=None),
    "s2-dates-each": shown(shipByDate=lambda order: order["deliverByDate"]),
    "s2-optional": faulty(
        account=lambda self, body: (
            refuse(bool, "400")(self, "accountId" not in body) or Server.account(self, body)
        )
    ),
    "s2-attachments": faulty(attach=lambda self, order, added: order.update(attachments=added)),
    "s2-attachment-twice": faulty(attach=_attach_once),
    "s2-unknown-order": faulty(s2_order=lambda self, order_id: self.state.s2),
    "s2-unknown-product": faulty(
        item=lambda self, sent: Server.item(self, {**sent, "productId": next(iter(self.state.products))})
    ),
    "s2-unknown-account": faulty(account=always(None)),
    "s2-utc": faulty(utc=nothing),
    "s2-refused-whole": faulty(utc=_attach_early),
    "s2-created": shown(createdAt=lambda order: order["updatedAt"]),
    "s2-bearer": faulty(bearer=nothing),
    "s2-organization": faulty(organization=nothing),
    "notice-documented": _caller(lambda body: "InternationalDetails" in body),
    "notice-mandatory": _caller(lambda body: "MerchantOrderId" not in body),
    "notice-again": faulty(note=_told_once),
    "notice-order": faulty(note=_forward_only),
    "notice-unknown-member": _caller(lambda body: not body.keys() <= LISTED),
    "notice-unknown-status": _caller(
        lambda body: body["StatusCode"] not in ("CANCELLED", "COMPLETED", "FAILED")
    ),
    "notice-known-status": _caller(lambda body: body["StatusCode"] == "FAILED"),
    "notice-null": _caller(lambda body: "CartId" in body and body["CartId"] is None),
    "notice-undecodable": _caller(
        lambda body: str((body.get("InternationalDetails") or {}).get("OrderTrackingUrl")).endswith("%")
    ),
    "notice-texts": _caller(lambda body: not str(body).isascii()),
    "notice-answer-order": after(
        "acknowledged", lambda response, order: {**response, "OrderId": order.ge_id}
    ),
    "notice-failure-status": after("envelope", lambda response, *_: type(response)(200, response.value)),
    "notice-unknown-order": faulty(told_of=first_order),
    "notice-mixed-ids": faulty(same_order=nothing),
    "notice-wrong-guid": faulty(caller=nothing),
    "notice-guid-case": faulty(
        caller=lambda self, body: refuse(bool, "400")(self, body.get("MerchantGUID") != self.callback_guid)
    ),
    "notice-orders": after("acknowledged", lambda response, order: {**response, "OrderId": "00024345"}),
}
"""By the id of the rule that it breaks."""


BY_ANOTHER_HAND: dict[str, str] = {
    "auth-two-guids": "auth_any_of_repeated",
    "details-foreign": "auth_other_merchant_seen",
    "details-none": "leak_empty_filter_is_all",
    "details-own": "leak_other_guid",
    "details-part-of-id": "id_prefix_matches",
    "details-shown": "lost_products",
    "details-some-unknown": "list_unknown_empties_all",
    "dispatch-either-id": "disp_product_code_only_read",
    "dispatch-exception-sku": "disp_sku_unread",
    "dispatch-exceptions-each": "list_first_exception_only",
    "dispatch-not-completed": "disp_always_completed",
    "dispatch-quantities": "disp_quantity_is_one",
    "empty-order-id": "prod_empty_id_is_first",
    "error-info": "env_response_info_of_status",
    "forms-details": "type_form_body_taken",
    "forms-notice": "cb_form_body_taken",
    "forms-refund": "form_refund_taken",
    "legacy-no-parcels": "disp_legacy_parcels_required",
    "legacy-quantities": "disp_legacy_quantity_lost",
    "methods-head-body": "http_head_with_body",
    "methods-notice": "cb_get_carried_out",
    "methods-override": "http_method_override",
    "methods-refund": "verb_get_carried_out",
    "methods-s2": "s2_post_carried_out",
    "methods-update": "verb_put_products_carried_out",
    "name-merchant-order-id": "disp_merchant_capitals_unread",
    "name-order-status": "query_capital_name_unread",
    "notice-card": "cb_echoes_card",
    "notice-empty": "cb_empty_OrderId",
    "notice-order-of-members": "cb_member_order_matters",
    "odd-elements": "list_texts_for_parcels",
    "papers-received-status": "disp_status_not_set",
    "products-origin": "prod_origin_lost",
    "query-equals": "jq_cut_at_second_equals",
    "query-whole": "jq_array_taken",
    "refund-after-status": "status_any_update_cancels",
    "refund-finer": "money_finer_ten_times",
    "s2-empty-currency": "s2_empty_currency_ok",
    "s2-odd-elements": "s2_text_items_skipped",
    "spelling-character": "spell_unicode_kept",
    "spelling-dispatch": "spell_exponent_refused",
    "spelling-slash": "spell_slash_kept",
    "together-every-order": "list_first_order_only",
    "together-negative-boxes": "qty_boxes_unchecked",
    "track-one-refusal": "leak_order_exists",
    "refund-text-item": "rc_1005_text_lacks_id",
    "s2-chunked": "s2_chunked_unread",
    "s2-query": "s2_query_breaks_route",
    "s2-sample": "s2_sample_refused",
    "sample-dispatch": "disp_v2_sample_refused",
    "sample-documents": "docs_sample_refused",
    "sample-refund": "money_sample_refused",
    "sample-status": "status_sample_refused",
    "sample-legacy": "disp_legacy_sample_refused",
    "s2-channel-id": "s2_channel_id_as_id",
    "s2-date-digits": "s2_milliseconds_lost",
    "s2-date-real": "s2_impossible_date_ok",
    "s2-date-text": "s2_any_date_ok",
    "s2-foreign-order": "s2_other_org_order_ok",
    "s2-no-null": "s2_method_null_ok",
    "s2-none": "s2_null_date_refused",
    "s2-odd-values": "s2_negative_quantity_ok",
    "s2-required": "s2_meta_optional",
}
"""Rules that a fault of the family breaks, which another hand has planted."""
