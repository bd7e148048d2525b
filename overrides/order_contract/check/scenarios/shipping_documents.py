"""GetShippingDocuments: the documents that an order has, and those of parcels that are sent.

Invariants: the same as for dispatches; a parcel is known to be in the hub because the server has just given
its documents.
"""

from __future__ import annotations

from typing import Final

from order_contract.check.rulebook import Grade
from order_contract.check.scenarios.conversation import (
    Conversation,
    NotTestedError,
    RuleViolationError,
)
from order_contract.check.scenarios.dispatch import contents, dispatchable, parcel
from order_contract.check.scenarios.hub_parcels import (
    DISPATCH,
    DOCUMENTS,
    absence_graded,
    assert_real_files,
    documents,
    existing_documents,
    parcel_codes,
    receive_in_first_hub,
    receive_in_hub,
    send_parcels,
    tracked_codes,
)
from order_contract.check.scenarios.order_queries import (
    DETAILS,
    TRACK,
    details,
    members,
    must_show_parcels,
    text,
)
from order_contract.check.scenarios.scenario import RuleGroup
from order_contract.check.scenarios.update_status import UPDATE, reason_of, status_of
from order_contract.check.wire_rules.expectation import Expectation

GROUP: Final = RuleGroup("dispatch-and-documents", "globale")
rule, also_tests = GROUP.rule, GROUP.also_tests


@rule("papers-sent", "The documents are those of the parcels that were sent.", "003:142", DOCUMENTS)
def _sent(conversation: Conversation) -> None:
    order = dispatchable(conversation, 2)
    for place, code in enumerate(("RULE-1", "RULE-2")):
        reply = receive_in_hub(conversation, order, code, piece=place, graded=Grade.SHOULD if place else None)
        if not documents(reply) and not tracked_codes(reply):
            raise RuleViolationError(
                "GetShippingDocuments with a parcel gives neither documents nor parcels.",
                "Documents",
                graded=absence_graded(reply),
            )
        for codes, name in ((parcel_codes(reply), "Documents"), (tracked_codes(reply), "ParcelsTracking")):
            if codes and codes != {code}:
                raise RuleViolationError(
                    f"After the parcel {code} was sent, {name} are those of "
                    f"{', '.join(sorted(codes)) or 'none'}.",
                    name,
                )


@also_tests("papers-sent")
def _sent_two(conversation: Conversation) -> None:
    order = dispatchable(conversation, 2)
    pieces = [product for product in order.products for _ in range(int(product.quantity))]
    reply = send_parcels(
        conversation, order, parcel("RULE-1", contents(pieces[0])), parcel("RULE-2", contents(pieces[1]))
    )
    conversation.must_accept(reply, "GetShippingDocuments with two parcels")
    for codes, name in ((parcel_codes(reply), "Documents"), (tracked_codes(reply), "ParcelsTracking")):
        if codes and codes != {"RULE-1", "RULE-2"}:
            raise RuleViolationError(
                f"After two parcels were sent, {name} are those of {', '.join(sorted(codes))}.", name
            )


@rule(
    "papers-real",
    "A document is a file in base64, of the kind that its extension says.",
    "DOC:orderdocument",
    DOCUMENTS,
    evidence="public",
)
def _real_files(conversation: Conversation) -> None:
    order = dispatchable(conversation)
    first = receive_in_hub(conversation, order, "RULE-1")
    assert_real_files(documents(first), "Documents")
    if text(members(first.value).get("ErrorText")).strip():
        raise RuleViolationError("A success holds the text of an error.", "ErrorText")
    reply = existing_documents(conversation, order)
    conversation.must_accept(reply, "GetShippingDocuments without parcels, of an order that has documents,")
    assert_real_files(documents(reply), "Documents")


@rule(
    "papers-existing",
    "Without parcels and exceptions, the documents that the order has come back.",
    "003:132-136",
    DOCUMENTS,
)
def _existing(conversation: Conversation) -> None:
    order = dispatchable(conversation, 2)
    for place, code in enumerate(("RULE-1", "RULE-2")):
        sent = receive_in_hub(conversation, order, code, piece=place, graded=Grade.SHOULD if place else None)
        if not documents(sent):
            raise NotTestedError("The server gives no documents for parcels, reported as papers-sent.")
    reply = existing_documents(conversation, order)
    conversation.must_accept(reply, "GetShippingDocuments without parcels, of an order that has documents,")
    if not documents(reply):
        raise RuleViolationError(
            "GetShippingDocuments without parcels gives no documents, although the order has some.",
            "Documents",
            graded=absence_graded(reply),
        )
    if parcel_codes(reply) and not {"RULE-1", "RULE-2"} <= parcel_codes(reply):
        raise RuleViolationError(
            "GetShippingDocuments without parcels leaves out documents that the order has.", "Documents"
        )
    for codes, name, graded in (
        (tracked_codes(reply), "ParcelsTracking", None),
        (parcel_codes(reply), "Documents", Grade.SHOULD),  # one of the whole order may have a code of its own
    ):
        if codes - {"RULE-1", "RULE-2"}:
            raise RuleViolationError(
                f"GetShippingDocuments without parcels gives {name} that are not the order's.",
                name,
                graded=graded,
                kind="more",
            )


@rule(
    "papers-existing-reads",
    "The first usage changes nothing.",
    "003:136, 003:141",
    DOCUMENTS,
    DETAILS,
    DISPATCH,
)
def _existing_reads(conversation: Conversation) -> None:
    order = dispatchable(conversation)
    receive_in_hub(conversation, order, "RULE-1")
    before = details(conversation, order)
    first = existing_documents(conversation, order, IsCompleted=True, DeliveryReferenceNumber="RULE")
    conversation.must_accept(first, "GetShippingDocuments without parcels, of an order that has documents,")
    again = existing_documents(conversation, order, IsCompleted=True, DeliveryReferenceNumber="RULE")
    if details(conversation, order) != before:
        raise RuleViolationError(
            "GetShippingDocuments without parcels has changed the order.",
            graded=Grade.SHOULD,  # its sample says IsCompleted (003:149)
        )
    if len(documents(again)) != len(documents(first)):
        raise RuleViolationError(
            "GetShippingDocuments without parcels, asked twice, gives two sets of documents.",
            "Documents",
            graded=Grade.SHOULD,
        )


@also_tests("papers-existing-reads")
def _existing_leaves_state(conversation: Conversation) -> None:
    order = conversation.order(
        "with an email and products, of which nothing was sent",
        lambda order: order.email and order.products and not order.ready_parcels,
    )
    query = {"orderId": order.order_id, "email": text(order.email)}
    before = conversation.ask(TRACK, query=query)
    if before.refused:
        raise NotTestedError("TrackOrder does not show the order.")
    existing_documents(conversation, order)
    if conversation.ask(TRACK, query=query).value != before.value:
        raise RuleViolationError(
            "Asking for the documents that an order has changed what TrackOrder says of it.",
            "ShippingMethodStatusCode",
        )


@also_tests("papers-existing-reads")
def _existing_stays(conversation: Conversation) -> None:
    order = dispatchable(conversation)
    receive_in_first_hub(conversation, order)
    conversation.must_accept(
        existing_documents(conversation, order),
        "GetShippingDocuments without parcels, of an order that has documents,",
    )
    reply = conversation.ask(DISPATCH, body={"OrderIds": [order.order_id]}, expected=Expectation.UNSPECIFIED)
    conversation.must_accept(
        reply,
        "After GetShippingDocuments without parcels, DispatchOrders of an order with a parcel in the hub",
        graded=Grade.SHOULD,
    )


@rule(
    "papers-merchant-id",
    "MerchantOrderId names the order where no OrderId is given.",
    "003:132-134",
    DOCUMENTS,
)
def _merchant_id(conversation: Conversation) -> None:
    order = conversation.order(
        "with ready_parcels and a merchant_order_id",
        lambda order: order.ready_parcels and order.merchant_order_id,
    )
    for body in ({"OrderId": order.merchant_order_id}, {"MerchantOrderId": order.merchant_order_id}):
        reply = conversation.ask(
            DOCUMENTS,
            body={**body, "IsCompleted": False, "Parcels": [], "Exceptions": []},
            expected=Expectation.UNSPECIFIED,
        )
        conversation.must_accept(
            reply,
            f"GetShippingDocuments with the merchant's id as {next(iter(body))}",
            location=f"body.{next(iter(body))}",
            graded=Grade.SHOULD if "OrderId" in body else None,  # 000:30 says it of another method
        )


@rule(
    "papers-unknown-order",
    "Documents of an order that does not exist are refused.",
    "003:132",
    DOCUMENTS,
    evidence="inferred",
)
def _unknown_order(conversation: Conversation) -> None:
    body = {
        "OrderId": conversation.globale.unknown_order,
        "IsCompleted": False,
        "Parcels": [],
        "Exceptions": [],
    }
    conversation.must_refuse(
        conversation.ask(DOCUMENTS, body=body, expected=Expectation.UNSPECIFIED),
        "GetShippingDocuments of an unknown order",
    )


@rule(
    "papers-too-much",
    "More pieces than were ordered are refused.",
    "003:140",
    DOCUMENTS,
    needs=("refuses.over-delivery",),
    evidence="declared",
)
def _too_much(conversation: Conversation) -> None:
    order = dispatchable(conversation)
    product = order.products[0]
    reply = send_parcels(conversation, order, parcel("RULE-1", contents(product, product.quantity + 1)))
    conversation.must_refuse(reply, "GetShippingDocuments for more pieces than were ordered")
    conversation.must_accept(
        send_parcels(conversation, order, parcel("RULE-1", contents(product, product.quantity))),
        "GetShippingDocuments for all pieces of a product",
    )
    conversation.must_refuse(
        send_parcels(conversation, order, parcel("RULE-2", contents(product))),
        "GetShippingDocuments for one more piece than was ordered",
    )


@rule(
    "papers-unknown-product",
    "Products that the order does not have are refused.",
    "DOC:error-handling-220778",
    DOCUMENTS,
    needs=("refuses.unknown-products",),
    evidence="declared",
)
def _unknown_product(conversation: Conversation) -> None:
    order = dispatchable(conversation)
    unknown = {"CartItemId": "no-such-cart-item", "ProductCode": "no-such-product", "DeliveryQuantity": 1}
    conversation.must_refuse(
        send_parcels(conversation, order, parcel("RULE-1", unknown)),
        "GetShippingDocuments for a product that was not ordered",
        "A400",
        "A300",
        codes_graded=Grade.SHOULD,  # only public pages list these codes
    )
    reply = send_parcels(conversation, order, parcel("RULE-1", contents(order.products[0]), unknown))
    conversation.must_refuse(
        reply,
        "GetShippingDocuments for two products, of which one was not ordered,",
        "A300",
        "A400",
        codes_graded=Grade.SHOULD,
    )


@rule(
    "papers-cancelled",
    "Nothing is shipped of a cancelled order.",
    "DOC:error-handling-220778",
    UPDATE,
    DOCUMENTS,
    needs=("cancellation",),
    evidence="public",
)
def _cancelled(conversation: Conversation) -> None:
    order, status = (
        dispatchable(conversation),
        conversation.given(conversation.globale.cancellation, "cancellation"),
    )
    header = status_of(
        order, status, OrderStatusReason=conversation.given(reason_of(status), "cancellation.reason")
    )
    conversation.must_accept(
        conversation.ask(UPDATE, query={"orderStatus": header}), "A cancellation with its reason"
    )
    reply = send_parcels(conversation, order, parcel("RULE-1", contents(order.products[0])))
    conversation.must_refuse(reply, "GetShippingDocuments for a parcel of a cancelled order", "A019")


@rule(
    "papers-shown",
    "The parcels that were sent are the order's.",
    "003:140-142",
    DOCUMENTS,
    DETAILS,
    needs=("shows.parcels",),
)
def _shown(conversation: Conversation) -> None:
    order = dispatchable(conversation)
    reply = send_parcels(
        conversation,
        order,
        parcel("RULE-1", contents(order.products[0]), TrackingDetails={"TrackingNumber": "RULE0001"}),
    )
    conversation.must_accept(reply, "GetShippingDocuments with a parcel")
    must_show_parcels(conversation, order, {"RULE-1": "RULE0001"}, "GetShippingDocuments with a parcel")


@rule(
    "papers-information-once",
    "ShippingAdditionalInformation stands on the order or on its parcels, not on both.",
    "003:146-147",
    DOCUMENTS,
    evidence="inferred",
)
def _information(conversation: Conversation) -> None:
    order = dispatchable(conversation, 2)
    facts = [{"name": "ITNNumber", "value": "12345"}]
    pieces = [product for product in order.products for _ in range(int(product.quantity))]
    on_parcel = parcel("RULE-1", contents(pieces[0]), ShippingAdditionalInformation=facts)
    reply = send_parcels(conversation, order, on_parcel, ShippingAdditionalInformation=facts)
    conversation.must_refuse(reply, "ShippingAdditionalInformation on the order and on a parcel")
    conversation.must_accept(
        send_parcels(conversation, order, on_parcel), "ShippingAdditionalInformation on a parcel"
    )
    plain = parcel("RULE-2", contents(pieces[1]))
    conversation.must_accept(
        send_parcels(conversation, order, plain, ShippingAdditionalInformation=facts),
        "ShippingAdditionalInformation on the order",
    )
