"""Parcels that come to a hub, and the documents that the server gives for them.

Invariant: a parcel is known to be in the hub because the server has just given its documents.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping
from typing import Any, Final

from order_contract.check.rulebook import Grade
from order_contract.check.scenarios.conversation import (
    Conversation,
    NotTestedError,
    Reply,
    RuleViolationError,
)
from order_contract.check.scenarios.dispatch import contents, parcel
from order_contract.check.scenarios.order_queries import listed, members, text
from order_contract.check.server_data import KnownOrder
from order_contract.check.wire_rules.expectation import Expectation

DOCUMENTS: Final = "getShippingDocuments"
DISPATCH: Final = "dispatchOrders"
_STARTS: Final[Mapping[str, tuple[bytes, ...]]] = {
    "pdf": (b"%PDF-",),
    "zpl": (b"^XA", b"~", b"\x10CT~~"),
    "png": (b"\x89PNG",),
}
_LISTS: Final = frozenset({"Documents", "ShipperManifests"})
_EXTENSION: Final = re.compile(r"\.?[A-Za-z0-9]{1,5}\Z")


def send_parcels(
    conversation: Conversation, order: KnownOrder, *parcels_: Mapping[str, Any], **more: Any
) -> Reply:
    """The second usage, whatever the response."""
    return conversation.ask(
        DOCUMENTS,
        body={
            "OrderId": order.order_id,
            "IsCompleted": False,
            "Parcels": list(parcels_),
            "Exceptions": [],
            **more,
        },
        expected=Expectation.UNSPECIFIED,
    )


def receive_in_hub(
    conversation: Conversation,
    order: KnownOrder,
    code: str = "RULE-1",
    hub: str | None = None,
    piece: int = 0,
    graded: Grade | None = None,
) -> Reply:
    """One piece of the order comes to the hub in a parcel.

    :param graded: the grade of a refusal; without hubs, no document says anything of a second call for one
        order.
    """
    pieces = [product for product in order.products for _ in range(int(product.quantity))]
    reply = send_parcels(
        conversation, order, parcel(code, contents(pieces[piece])), **({"HubCode": hub} if hub else {})
    )
    try:
        conversation.must_accept(
            reply,
            "GetShippingDocuments with a parcel" + (f" and the hub {hub}" if hub else ""),
            graded=graded,
        )
    except RuleViolationError as broken:
        raise broken.of_rule("papers-sent") from None  # one fault, whichever rule needs the parcel
    return reply


def receive_in_first_hub(conversation: Conversation, order: KnownOrder, code: str = "RULE-1") -> None:
    """One piece of the order comes to the first hub, where hubs are known."""
    receive_in_hub(conversation, order, code, next(iter(conversation.globale.hubs), None))


def existing_documents(conversation: Conversation, order: KnownOrder, **more: Any) -> Reply:
    """The first usage, whatever the response."""
    return conversation.ask(
        DOCUMENTS,
        body={"OrderId": order.order_id, "IsCompleted": False, "Parcels": [], "Exceptions": [], **more},
        expected=Expectation.UNSPECIFIED,
    )


def documents(reply: Reply, name: str = "Documents") -> list[dict[str, Any]]:
    """The documents of a response."""
    return listed(members(reply.value).get(name))


def parcel_codes(reply: Reply) -> set[str]:
    """Codes of the parcels of which a response has documents."""
    return {text(document.get("ParcelCode")) for document in documents(reply)} - {""}


def tracked_codes(reply: Reply) -> set[str]:
    """Codes of the parcels whose tracking a response shows."""
    return {
        text(document.get("ParcelCode")) for document in listed(members(reply.value).get("ParcelsTracking"))
    } - {""}


def leave(conversation: Conversation, *order_ids: str | None, **more: Any) -> Reply:
    """DispatchOrders, whatever the response."""
    return conversation.ask(
        DISPATCH, body={"OrderIds": list(order_ids), **more}, expected=Expectation.UNSPECIFIED
    )


def two_hubs(conversation: Conversation) -> tuple[str, str]:
    """Two hubs of the fixtures.

    :raises NotTestedError: they have less.
    """
    hubs = conversation.globale.hubs
    if len(hubs) < 2:
        raise NotTestedError("The fixtures name less than two hubs.")
    return hubs[0], hubs[1]


def absence_graded(reply: Reply) -> Grade | None:
    """The grade of documents that are not there: the documents say that some come back, and only public
    pages in which members; a response that has none of these may hold them under other names.
    """
    return None if _LISTS & members(reply.value).keys() else Grade.SHOULD


def assert_manifest(reply: Reply) -> None:
    """The response to a dispatch holds a manifest, which is a real file."""
    # only public pages name ShipperManifests: the manifest may be one of the Documents
    name = "ShipperManifests" if documents(reply, "ShipperManifests") else "Documents"
    if not documents(reply, name):
        raise RuleViolationError(
            "The response has no manifest.", "ShipperManifests", graded=absence_graded(reply)
        )
    try:
        assert_real_files(documents(reply, name), name)
    except RuleViolationError as broken:
        broken.graded = Grade.SHOULD  # the form of a document is known from public pages
        raise


def _assert_described(document: Mapping[str, Any], name: str) -> None:
    """What stands beside the file: an extension of a file, a URL that others can open, and no error."""
    extension = text(document.get("DocumentExtension"))
    if extension and not _EXTENSION.match(extension):
        raise RuleViolationError(
            f"{extension[:30]!r} is not the extension of a file.", f"{name}.DocumentExtension"
        )
    url = text(document.get("URL"))
    if url and not url.lower().startswith(("http://", "https://")):
        raise RuleViolationError("The URL of a document cannot be opened without credentials.", f"{name}.URL")
    if text(document.get("ErrorMessage")).strip() and document.get("DocumentData"):
        raise RuleViolationError("A document holds a file and an error.", f"{name}.ErrorMessage")


def assert_real_files(documents: list[dict[str, Any]], name: str) -> None:
    """Documents that hold a file hold a real one."""
    if not documents:
        raise RuleViolationError(f"The response has no {name}.", name)
    for document in documents:
        _assert_described(document, name)
        data = document.get("DocumentData")
        if data in (None, ""):
            if not document.get("URL") and not document.get("ErrorMessage"):
                raise RuleViolationError(
                    f"A document of {name} has neither DocumentData nor URL.", f"{name}.DocumentData"
                )
            continue
        try:
            raw = base64.b64decode(text(data), validate=True)
        except (binascii.Error, ValueError):
            raise RuleViolationError(
                f"A document of {name} is not in base64.", f"{name}.DocumentData"
            ) from None
        starts = _STARTS.get(text(document.get("DocumentExtension")).lower().lstrip("."))
        if starts and not raw.lstrip().startswith(starts):
            raise RuleViolationError(
                f"A document of {name} is not the {document['DocumentExtension']} that it says it is.",
                f"{name}.DocumentData",
            )
