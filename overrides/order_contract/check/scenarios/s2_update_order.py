"""S2's Update Order: the response shows the whole order, so each rule sends one and reads the other.

Invariants: what the request may leave out is held to nothing when it is left out; times are compared as
moments, amounts as numbers.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final

from order_contract.check.rulebook import Grade
from order_contract.check.scenarios.conversation import (
    Conversation,
    NotTestedError,
    RuleViolationError,
)
from order_contract.check.scenarios.order_queries import listed, members, text
from order_contract.check.scenarios.s2_order import (
    ADDRESS,
    IDS,
    UPDATE,
    body_of,
    moment,
    must_show,
    order_of,
    send,
    updated,
)
from order_contract.check.scenarios.scenario import RuleGroup
from order_contract.check.scenarios.spellings import spellings
from order_contract.check.wire_rules.expectation import Expectation
from order_contract.wire import codec

GROUP: Final = RuleGroup("s2", "s2")
rule, also_tests = GROUP.rule, GROUP.also_tests


@rule("s2-order", "The response is the order that the path names.", "004:7, 004:94", UPDATE)
def _order(conversation: Conversation) -> None:
    shown = updated(conversation)
    if str(shown.get("id")).casefold() != order_of(conversation).order_id.casefold():
        raise RuleViolationError("The response is another order than the one that the path names.", "id")


@also_tests("s2-order")
def _order_in_other_spellings(conversation: Conversation) -> None:
    order = order_of(conversation)
    sent = body_of(order, customerNote="Left/right")
    for about, body in spellings(codec.dumps(sent)):
        reply = conversation.ask(
            UPDATE, path={"orderId": order.order_id}, body=body, expected=Expectation.UNSPECIFIED
        )
        # RFC 8259; no document says it
        conversation.must_accept(reply, f"An update {about}", location=f"body {about}", graded=Grade.SHOULD)
        for name in ("customerNote", "channelShippingMethod"):
            must_show(members(reply.value), name, sent[name], Grade.SHOULD)


@rule("s2-account", "The response embeds the account.", "004:34, 004:101", UPDATE, evidence="example")
def _account(conversation: Conversation) -> None:
    if (
        text(members(updated(conversation).get("account")).get("id")).casefold()
        != order_of(conversation).account_id.casefold()
    ):
        raise RuleViolationError("The response does not embed the account that was sent.", "account")


@rule(
    "s2-items",
    "The items are those that were sent, each with its product embedded.",
    "004:66-81, 004:151-238",
    UPDATE,
    evidence="example",
)
def _items(conversation: Conversation) -> None:
    order = order_of(conversation)
    for count in (len(order.products), 1):
        sent = body_of(order)["items"][:count]
        items = listed(updated(conversation, items=sent).get("items"))
        if len(items) != count:
            raise RuleViolationError(
                f"{count} item(s) were sent, the response has another number of them.", "items"
            )
        for asked, item in zip(sent, items, strict=True):
            if text(members(item.get("product")).get("id")).casefold() != str(asked["productId"]).casefold():
                raise RuleViolationError(
                    "An item of the response does not embed the product that was sent.", "items.product"
                )
            _must_show_product(conversation, members(item.get("product")))
            for name in ("channelOrderItemId", "quantity", "unitPrice", "meta"):
                if item.get(name) != asked[name]:
                    raise RuleViolationError(
                        f"An item's {name} is not the one that was sent.", f"items.{name}"
                    )


def _must_show_product(conversation: Conversation, product: dict[str, Any]) -> None:
    """A product that is known has what both samples of one show."""
    for name in sorted(conversation.session.operations[UPDATE].product_members):
        if product.get(name) is None:
            raise RuleViolationError(
                f"The product of an item has no {name}, which every documented sample shows.",
                f"items.product.{name}",
                kind="lacks",
            )


@rule("s2-prices", "Prices come back exactly.", "004:71, 004:192", UPDATE, evidence="example")
def _prices(conversation: Conversation) -> None:
    _priced(conversation, Decimal("0.1"), Decimal("8.89"), Decimal(0))


@also_tests("s2-prices")
def _other_prices(conversation: Conversation) -> None:
    # no line gives a range, and the samples have amounts below ten; what is taken comes back
    _priced(conversation, Decimal("1234567.8"), refused=Grade.SHOULD)
    # the samples have two digits behind the point
    _priced(conversation, Decimal("9.9999"), Decimal("1234567.891"), graded=Grade.SHOULD)


@also_tests("s2-items")
def _fraction(conversation: Conversation) -> None:
    order = order_of(conversation)
    item: dict[str, Any] = {
        "channelOrderItemId": "",
        "productId": order.products[0],
        "quantity": Decimal("2.5"),
        "unitPrice": 1,
        "meta": {},
    }
    reply = send(conversation, order, body_of(order, items=[item]))
    # Whether a quantity can be a fraction is not documented; one that is taken comes back.
    (shown, *_) = listed(members(reply.value).get("items")) or [item]
    if reply.accepted and shown.get("quantity") != item["quantity"]:
        raise RuleViolationError(
            "The quantity 2.5 was taken, and does not come back as it was sent.",
            "items.quantity",
            graded=Grade.SHOULD,  # the samples have whole numbers alone
            kind="fraction",
        )


@rule(
    "s2-prices-long",
    "Prices of more than 15 digits come back exactly.",
    "the published document, Amount",
    UPDATE,
    evidence="inferred",
)
def _long_prices(conversation: Conversation) -> None:
    _priced(conversation, Decimal("12345678901234567.8901"), Decimal("0.12345678901234567890123"))


def _priced(
    conversation: Conversation,
    *prices: Decimal,
    graded: Grade | None = None,
    refused: Grade | None = None,
) -> None:
    """Hold the server to prices.

    :param graded: the grade of what is wrong, where that is less than the rule's.
    :param refused: that of a refusal, where it is less.
    """
    order = order_of(conversation)
    for price in prices:
        for quantity in (1, 3):
            item: dict[str, Any] = {
                "channelOrderItemId": "",
                "productId": order.products[0],
                "quantity": quantity,
                "unitPrice": price,
                "meta": {},
            }
            (shown, *_) = listed(updated(conversation, refused or graded, items=[item]).get("items")) or [{}]
            if shown.get("unitPrice") != price:
                raise RuleViolationError(
                    f"The price {price} does not come back as it was sent.", "items.unitPrice", graded=graded
                )
            if shown.get("quantity") != quantity:
                raise RuleViolationError(
                    f"The quantity {quantity} does not come back as it was sent.",
                    "items.quantity",
                    "s2-items",
                )


@rule("s2-address", "An address is null or whole, and comes back as it was sent.", "004:18-19", UPDATE)
def _address(conversation: Conversation) -> None:
    for name in ("shippingAddress", "billingAddress"):
        must_show(updated(conversation, **{name: dict(ADDRESS)}), name, dict(ADDRESS))
        must_show(updated(conversation, **{name: None}), name, None, Grade.SHOULD)
        beyond = {**ADDRESS, "name": "Élodie 東京", "address1": "1 Rue de l'Été", "city": "Liège"}
        # the samples of addresses have ASCII alone
        must_show(updated(conversation, Grade.SHOULD, **{name: beyond}), name, beyond, Grade.SHOULD)
        empty = dict.fromkeys(ADDRESS, "")
        must_show(
            updated(conversation, **{name: {**empty, "countryId": "CN"}}), name, {**empty, "countryId": "CN"}
        )


@rule("s2-address-each", "The two addresses are kept apart.", "004:18-19", UPDATE)
def _address_each(conversation: Conversation) -> None:
    other = {**ADDRESS, "name": "Other", "city": "Namur"}
    shown = updated(conversation, shippingAddress=dict(ADDRESS), billingAddress=other)
    must_show(shown, "shippingAddress", dict(ADDRESS))
    must_show(shown, "billingAddress", other)


@rule("s2-empty-text", "An empty string stands for no shipping method.", "004:21", UPDATE)
def _empty_text(conversation: Conversation) -> None:
    must_show(updated(conversation, channelShippingMethod="Standard"), "channelShippingMethod", "Standard")
    # how none is shown, no sample says, nor any text beyond ASCII
    must_show(updated(conversation, channelShippingMethod=""), "channelShippingMethod", "", Grade.SHOULD)
    beyond = updated(conversation, Grade.SHOULD, channelShippingMethod="Standard €")
    must_show(beyond, "channelShippingMethod", "Standard €", Grade.SHOULD)


@also_tests("s2-empty-text")
def _other_method(conversation: Conversation) -> None:
    # which others than the sample's it knows is open; one that is taken comes back
    shown = updated(conversation, Grade.SHOULD, channelShippingMethod="Express")
    must_show(shown, "channelShippingMethod", "Express")


@rule("s2-note", "A note comes back; an empty string stands for none.", "004:26, 004:267", UPDATE)
def _note(conversation: Conversation) -> None:
    for note in ("Bitte klingeln", "null"):
        shown = updated(conversation, customerNote=note)
        must_show(shown, "customerNote", note, Grade.SHOULD)  # no sample sends a note
    if updated(conversation, customerNote="").get("customerNote") not in ("", None):
        raise RuleViolationError(
            "After an empty customerNote, the response still has a note.", "customerNote", graded=Grade.SHOULD
        )


@rule("s2-meta", "meta is any value, and comes back as it was sent.", "004:20, 004:63, 004:145", UPDATE)
def _meta(conversation: Conversation) -> None:
    values: list[Any] = [{}, {"a": [1, {"b": None}], "u": "x"}, {"deep": {"er": True}}]
    for value in [*values, [1, "x"], "text", 7, False]:
        must_show(updated(conversation, meta=value), "meta", value)
    beyond = {"ü": "東京"}
    must_show(updated(conversation, Grade.SHOULD, meta=beyond), "meta", beyond, Grade.SHOULD)
    exact = {"amount": Decimal("0.12345678901234567890"), "number": 12345678901234567890}
    must_show(updated(conversation, meta=exact), "meta", exact, Grade.SHOULD)


@rule("s2-currency", "The currency comes back as it was sent.", "004:23, 004:65, 004:150", UPDATE)
def _currency(conversation: Conversation) -> None:
    must_show(updated(conversation, currencyId="AED"), "currencyId", "AED")
    order = order_of(conversation)
    reply = send(conversation, order, body_of(order, currencyId="EUR"))
    if reply.refused and "unknown-currency" in conversation.s2.refuses:
        return
    # which others it knows is open
    message = "An update with another currencyId than the sample's"
    conversation.must_accept(reply, message, location="currencyId", graded=Grade.SHOULD)
    must_show(members(reply.value), "currencyId", "EUR")


@rule("s2-order-date", "The order's time comes back as the same moment.", "004:22, 004:64, 004:146", UPDATE)
def _order_date(conversation: Conversation) -> None:
    for sent in ("2024-04-24T06:00:33.889Z", "2025-12-31T23:59:59Z"):
        if moment(updated(conversation, channelOrderDate=sent).get("channelOrderDate")) != moment(sent):
            raise RuleViolationError(
                "The response's channelOrderDate is another moment than the one that was sent.",
                "channelOrderDate",
            )


@also_tests("s2-order-date")
def _other_offset(conversation: Conversation) -> None:
    sent = "2024-04-24T08:00:33.889+02:00"
    order = order_of(conversation)
    reply = send(conversation, order, body_of(order, channelOrderDate=sent))
    # Whether a time that is not in UTC is taken is the server's choice; one that is taken is the same moment.
    if reply.accepted and moment(members(reply.value).get("channelOrderDate")) != moment(sent):
        raise RuleViolationError(
            "A time of another offset was taken, and comes back as another moment.", "channelOrderDate"
        )


@rule(
    "s2-dates",
    "shipByDate and deliveryByDate come back, the latter as deliverByDate; null stands for none.",
    "004:24-25, 004:265-266",
    UPDATE,
    evidence="example",
)
def _dates(conversation: Conversation) -> None:
    for sent, name in (("shipByDate", "shipByDate"), ("deliveryByDate", "deliverByDate")):
        for value in ("2031-05-06T07:08:09Z", "2032-01-01T00:00:00.5Z", None):
            shown = updated(conversation, **{sent: value})
            if name not in shown and value is not None and sent in shown:
                raise RuleViolationError(
                    f"The response calls {name} {sent}, as the request does; its sample does not.",
                    name,
                    kind="renamed",
                )
            if moment(shown.get(name)) != moment(value):
                raise RuleViolationError(
                    f"{sent} {value} was sent, the response's {name} is another.",
                    name,
                    graded=Grade.SHOULD,  # the sample sends neither, and shows null under these names
                )


@rule("s2-dates-each", "The two dates are kept apart.", "004:24-25", UPDATE, evidence="inferred")
def _dates_each(conversation: Conversation) -> None:
    sent = {"shipByDate": "2031-05-06T07:08:09Z", "deliveryByDate": "2031-06-07T08:09:10Z"}
    order = updated(conversation, **sent)
    wanted = [moment(value) for value in sent.values()]
    shown = [moment(order.get(name)) for name in ("shipByDate", "deliverByDate")]
    if shown == wanted:
        return
    what = "another moment"
    if None in shown:
        what = f"{'shipByDate' if shown[0] is None else 'deliverByDate'} null"
    elif set(shown) <= set(wanted):
        what = "them mixed up"
    raise RuleViolationError(
        f"shipByDate and deliveryByDate were sent, the response has {what}.", "deliverByDate"
    )


@rule(
    "s2-none",
    "What the table names for no value is taken: null, an empty text, 0, an empty object or list.",
    "004:18-28",
    UPDATE,
)
def _none(conversation: Conversation) -> None:
    order = order_of(conversation)
    nothing: dict[str, Any] = {"channelOrderItemId": "", "quantity": 0, "unitPrice": 0, "meta": {}}
    for name, value in (
        *((name, None) for name in ("shippingAddress", "billingAddress", "shipByDate", "deliveryByDate")),
        ("customerNote", ""),
        ("channelShippingMethod", ""),
        ("meta", {}),
        ("attachments", []),
        ("shippingAddress", dict.fromkeys(ADDRESS, "")),
        ("items", [{**nothing, "productId": order.products[0]}]),
    ):
        conversation.must_accept(
            send(conversation, order, body_of(order, **{name: value})),
            f"An update whose {name} is {codec.dumps(value).decode()[:60]}, which stands for no value,",
            location=name,
        )


@also_tests("s2-none")
def _no_product(conversation: Conversation) -> None:
    if "empty-product" in conversation.s2.refuses:
        raise NotTestedError("The fixtures declare that an empty productId is refused.")
    order = order_of(conversation)
    (item, *_) = body_of(order)["items"]
    conversation.must_accept(
        send(conversation, order, body_of(order, items=[{**item, "productId": ""}])),
        "An update with an item whose productId is empty, which stands for no value,",
        location="items.productId",
        graded=Grade.SHOULD,  # the line is about every field; no sample shows an item without a product
    )


@rule("s2-optional", "What is not required can be left out.", "004:17-28", UPDATE)
def _optional(conversation: Conversation) -> None:
    for left_out in ("shippingAddress", "billingAddress"):
        _must_take_without(conversation, left_out)


@also_tests("s2-optional")
def _without_account(conversation: Conversation) -> None:
    if "missing-account" in conversation.s2.refuses:
        raise NotTestedError("The fixtures declare that an update without accountId is refused.")
    _must_take_without(conversation, "accountId", graded=Grade.SHOULD)  # the table does not have it


@also_tests("s2-optional")
def _without_channel_ids(conversation: Conversation) -> None:
    if "missing-channel-ids" in conversation.s2.refuses:
        raise NotTestedError("The fixtures declare that an update without the channel's ids is refused.")
    _must_take_without(conversation, *IDS, graded=Grade.SHOULD)  # the table does not have them


def _must_take_without(conversation: Conversation, *names: str, graded: Grade | None = None) -> None:
    order = order_of(conversation)
    body = {name: value for name, value in body_of(order).items() if name not in names}
    conversation.must_accept(
        send(conversation, order, body),
        f"An update without {', '.join(names)}",
        location=names[0],
        graded=graded,
    )
