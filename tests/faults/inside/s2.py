"""Faults in S2's Update Order.

Invariants: Global-e's methods are as documented.
"""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from tests.faults.catalogue import Family
from tests.faults.inside.planting import ADDRESS, LEFT_OUT, Blind, planting
from tests.faults.second import Server
from tests.faults.second.refusals import RefusalError

plant = planting(Family.S2, "s2")


class ShownOtherwise(Server):
    """A server that shows S2's order otherwise than documented."""

    def shown(self, order: Any) -> Any:
        return self.other(dict(order))

    def other(self, order: Any) -> Any:
        return order


@plant(
    "s2-delivery-by-name",
    "The response calls deliverByDate deliveryByDate.",
    lambda at: sorted(at.s2(deliveryByDate="2030-01-01T00:00:00Z")[1]),
)
class DeliveryName(ShownOtherwise):
    def other(self, order: Any) -> Any:
        order["deliveryByDate"] = order.pop("deliverByDate")
        return order


@plant(
    "s2-delivery-by-lost",
    "deliveryByDate is lost.",
    lambda at: at.s2(deliveryByDate="2030-01-01T00:00:00Z")[1]["deliverByDate"],
)
class DeliveryLost(Server):
    def deliver_by(self, order: Any, body: Any) -> None: ...


@plant(
    "s2-attachments-replaced",
    "Attachments that are sent take the place of the others.",
    lambda at: len(at.s2()[1]["attachments"]),
)
class AttachmentsReplaced(Server):
    def attach(self, order: Any, added: Any) -> None:
        order["attachments"] = added


@plant(
    "s2-attachments-ignored",
    "Attachments that are sent are not added.",
    lambda at: len(at.s2()[1]["attachments"]),
)
class AttachmentsIgnored(Server):
    def attach(self, order: Any, added: Any) -> None: ...


@plant(
    "s2-attachments-emptied-by-none",
    "An empty list of attachments removes those that are there.",
    lambda at: len(at.s2(attachments=[])[1]["attachments"]),
)
class EmptiedByNone(Server):
    def attach(self, order: Any, added: Any) -> None:
        order["attachments"] = [*order["attachments"], *added] if added else []


@plant(
    "s2-attachments-same-file-once",
    "The same file sent again is not added again.",
    lambda at: [len(at.s2()[1]["attachments"]) for _ in range(2)],
)
class SameFileOnce(Server):
    def attach(self, order: Any, added: Any) -> None:
        known = {attachment["path"] for attachment in order["attachments"]}
        super().attach(order, [attachment for attachment in added if attachment["path"] not in known])


@plant(
    "s2-attachments-share-an-id",
    "The same file sent twice gets one id twice.",
    lambda at: len({attachment["id"] for _ in range(2) for attachment in at.s2()[1]["attachments"]}),
)
class ShareAnId(Server):
    def attachment(self, sent: Any, now: str) -> Any:
        return {**super().attachment(sent, now), "id": "27d46ed2-387f-4a81-b8c4-29edd7ff295b"}


@plant(
    "s2-attachment-without-id",
    "Attachments have no id.",
    lambda at: at.s2()[1]["attachments"][-1].get("id"),
    wfc="F101",
)
class AttachmentWithoutId(Server):
    def attachment(self, sent: Any, now: str) -> Any:
        return {name: value for name, value in super().attachment(sent, now).items() if name != "id"}


@plant(
    "s2-account-an-id",
    "The account is an id instead of the whole account.",
    lambda at: at.s2()[1]["account"],
    wfc="F101",
)
class AccountAnId(ShownOtherwise):
    def other(self, order: Any) -> Any:
        return {**order, "account": order["account"]["id"]}


@plant("s2-product-an-id", "Items show productId instead of the product.", lambda at: at.s2()[1]["items"])
class ProductAnId(Server):
    def item(self, sent: Any) -> Any:
        return dict(sent)


@plant("s2-product-a-text", "An item's product is its id.", lambda at: at.s2()[1]["items"], wfc="F101")
class ProductAText(Server):
    def embedded(self, product_id: str) -> Any:
        return product_id


@plant("s2-items-missing", "The response lacks items.", lambda at: sorted(at.s2()[1]), wfc="F101")
class ItemsMissing(ShownOtherwise):
    def other(self, order: Any) -> Any:
        del order["items"]
        return order


@plant(
    "s2-attachments-null",
    "The response's attachments are null.",
    lambda at: at.s2()[1]["attachments"],
    wfc="F101",
)
class AttachmentsNull(ShownOtherwise):
    def other(self, order: Any) -> Any:
        return {**order, "attachments": None}


@plant("s2-archived-a-text", "archived is the text 'false'.", lambda at: at.s2()[1]["archived"], wfc="F101")
class ArchivedAText(ShownOtherwise):
    def other(self, order: Any) -> Any:
        return {**order, "archived": "false"}


@plant("s2-times-without-zone", "createdAt has no offset.", lambda at: at.s2()[1]["createdAt"], wfc="F101")
class TimesWithoutZone(ShownOtherwise):
    def other(self, order: Any) -> Any:
        return {**order, "createdAt": order["createdAt"].rstrip("Z")}


@plant(
    "s2-empty-text-becomes-null",
    "An empty channelShippingMethod comes back as null.",
    lambda at: at.s2(channelShippingMethod="")[1]["channelShippingMethod"],
    wfc="F101",
)
class EmptyBecomesNull(ShownOtherwise):
    def other(self, order: Any) -> Any:
        return {**order, "channelShippingMethod": order["channelShippingMethod"] or None}


@plant(
    "s2-null-address-ignored",
    "A shippingAddress of null leaves the old one.",
    lambda at: at.s2(shippingAddress=None)[1]["shippingAddress"],
)
class NullAddressIgnored(Server):
    def update_order(self, order_id: str, body: Any) -> Any:
        return super().update_order(
            order_id, {name: value for name, value in body.items() if value is not None}
        )


@plant(
    "s2-null-address-refused",
    "A billingAddress of null is refused.",
    lambda at: at.s2(billingAddress=None)[0],
)
class NullAddressRefused(Server):
    def update_order(self, order_id: str, body: Any) -> Any:
        if body.get("billingAddress", "") is None:
            raise RefusalError("400", "Bad Request", "billingAddress")
        return super().update_order(order_id, body)


@plant(
    "s2-half-address-accepted",
    "An address without email is taken; all of its members are required.",
    lambda at: at.s2(shippingAddress={name: "x" for name in ADDRESS if name != "email"})[0],
    wfc="F102",
)
class HalfAddress(Blind):
    unseen = "Address: "


@plant(
    "s2-null-shipping-method-accepted",
    "channelShippingMethod may be null.",
    lambda at: at.s2(channelShippingMethod=None)[0],
    wfc="F102",
)
class NullMethod(Blind):
    unseen = "^channelShippingMethod: null"

    def plain(self, body: Any) -> Any:
        return {**super().plain(body), "channelShippingMethod": body["channelShippingMethod"] or ""}


@plant(
    "s2-null-note-accepted",
    "customerNote may be null when sent.",
    lambda at: at.s2(customerNote=None)[0],
    wfc="F102",
)
class NullNote(Blind):
    unseen = "^customerNote: "


@plant(
    "s2-attachments-not-required",
    "attachments may be left out.",
    lambda at: at.s2(attachments=LEFT_OUT)[0],
    wfc="F102",
)
class AttachmentsNotRequired(Blind):
    unseen = '"attachments" is a required'

    def update_order(self, order_id: str, body: Any) -> Any:
        return super().update_order(order_id, {"attachments": [], **body})


@plant("s2-meta-not-required", "meta may be left out.", lambda at: at.s2(meta=LEFT_OUT)[0], wfc="F102")
class MetaNotRequired(Blind):
    unseen = '^: "meta" is a required'

    def update_order(self, order_id: str, body: Any) -> Any:
        return super().update_order(order_id, {"meta": {}, **body})


@plant(
    "s2-item-member-not-required",
    "An item may lack its unitPrice.",
    lambda at: at.s2(
        items=[
            {
                "channelOrderItemId": "0",
                "productId": "3775cc37-30e7-4579-a58e-c9adda6fac86",
                "quantity": 2,
                "meta": {},
            }
        ]
    )[0],
    wfc="F102",
)
class ItemMemberNotRequired(Blind):
    unseen = '"unitPrice" is a required'

    def item(self, sent: Any) -> Any:
        return super().item({"unitPrice": 0, **sent})


@plant(
    "s2-date-unchecked",
    "channelOrderDate may be any text.",
    lambda at: at.s2(channelOrderDate="yesterdayZ")[0],
    wfc="F102",
)
class DateUnchecked(Blind):
    unseen = "^channelOrderDate: "


@plant(
    "s2-other-zones-accepted",
    "channelOrderDate may stand in another zone than UTC.",
    lambda at: at.s2(channelOrderDate="2024-04-24T08:00:33+02:00")[0],
    wfc="F102",
)
class OtherZonesAccepted(Server):
    def utc(self, body: Any) -> None: ...


@plant(
    "s2-quantity-as-text-accepted",
    "quantity is taken as a text.",
    lambda at: at.s2(
        items=[
            {
                "channelOrderItemId": "0",
                "productId": "3775cc37-30e7-4579-a58e-c9adda6fac86",
                "quantity": "2",
                "unitPrice": 1,
                "meta": {},
            }
        ]
    )[0],
    wfc="F102",
)
class S2QuantityAsText(Blind):
    unseen = "quantity: "

    def item(self, sent: Any) -> Any:
        return super().item(
            {**sent, "quantity": int(sent["quantity"]) if str(sent["quantity"]).isdigit() else 0}
        )


@plant(
    "s2-unknown-order-accepted",
    "Any order id is answered with the one order.",
    lambda at: at.s2(order_id="00000000-0000-0000-0000-000000000000")[0],
)
class UnknownOrderAccepted(Server):
    def s2_order(self, order_id: str) -> Any:
        return self.state.s2


@plant(
    "s2-items-added",
    "Items are added to those that the order has instead of replacing them.",
    lambda at: len(at.s2()[1]["items"]),
)
class ItemsAdded(Server):
    def update_order(self, order_id: str, body: Any) -> Any:
        before = self.s2_order(order_id)["items"]
        order = super().update_order(order_id, body)
        order["items"] = [*before, *order["items"]]
        return order


@plant(
    "s2-addresses-swapped",
    "The two addresses are swapped.",
    lambda at: at.s2(shippingAddress=ADDRESS)[1]["shippingAddress"],
)
class AddressesSwapped(ShownOtherwise):
    def other(self, order: Any) -> Any:
        return {
            **order,
            "shippingAddress": order["billingAddress"],
            "billingAddress": order["shippingAddress"],
        }


@plant("s2-meta-lost", "meta comes back empty.", lambda at: at.s2(meta={"a": [1]})[1]["meta"])
class MetaLost(ShownOtherwise):
    def other(self, order: Any) -> Any:
        return {**order, "meta": {}}


@plant(
    "s2-update-not-stored",
    "The response shows the order as it was before the update.",
    lambda at: at.s2(currencyId="EUR")[1]["currencyId"],
)
class UpdateNotStored(Server):
    def plain(self, body: Any) -> Any:
        return {}


@plant(
    "s2-other-order-id-shown",
    "The response's id is another one with every call.",
    lambda at: at.s2()[1]["id"],
)
class OtherIdShown(ShownOtherwise):
    def other(self, order: Any) -> Any:
        return {**order, "id": str(uuid4())}


@plant(
    "s2-unknown-product-accepted",
    "An unknown productId is answered with a null product.",
    lambda at: at.s2(
        items=[{"channelOrderItemId": "0", "productId": "nope", "quantity": 2, "unitPrice": 1, "meta": {}}]
    )[0],
    wfc="F101",
)
class UnknownProductAccepted(Server):
    def item(self, sent: Any) -> Any:
        kept = {name: sent[name] for name in ("channelOrderItemId", "quantity", "unitPrice", "meta")}
        return {**kept, "product": self.state.products.get(sent["productId"])}
