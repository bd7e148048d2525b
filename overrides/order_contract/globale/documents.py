"""Writes the labels, invoices and manifests of a response into a folder.

Invariants: a file's name is built from letters, digits, dots, dashes and underscores of what came, so that no
path from the wire is followed; a file that exists is never changed; nothing is written before all of it was
decoded.
"""

from __future__ import annotations

import binascii
import re
from base64 import b64decode
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

from order_contract.errors import OrderContractError

if TYPE_CHECKING:
    from order_contract_generated.globale.models import OrderDocument, OrderDocumentsResponse

_STRANGE: Final = re.compile(r"[^A-Za-z0-9_-]+")
_LONGEST: Final = 60
_DEVICES: Final = frozenset(
    ("con", "prn", "aux", "nul", *(f"{port}{number}" for port in ("com", "lpt") for number in range(10)))
)


class UnreadableDocumentError(OrderContractError, ValueError):
    """A document's data is not base64. Nothing was written. `place` says which one: `Documents[0]`."""

    def __init__(self, place: str) -> None:
        self.place = place
        super().__init__(f"{place}.DocumentData is not base64")


def save(response: OrderDocumentsResponse, folder: str | Path) -> list[Path]:
    """Write each document that carries data; those that carry only a URL are left alone.

    :param response: what `get_shipping_documents`, `dispatch_orders` or `dispatch_consolidated_shipment`
        returned.
    :param folder: made when it does not exist.
    :returns: the files, in the response's order, named `<type>-<reference>.<extension>`; a number is added
        when a name is taken.
    :raises UnreadableDocumentError: some data is not base64.
    """
    decoded = [(stem, suffix, _data(data, place)) for place, stem, suffix, data in _documents(response)]
    target = Path(folder)
    target.mkdir(parents=True, exist_ok=True)
    return [_write(target, stem, suffix, content) for stem, suffix, content in decoded]


def _documents(response: OrderDocumentsResponse) -> Iterator[tuple[str, str, str, str]]:
    for name, documents in (
        ("Documents", response.documents),
        ("ShipperManifests", response.shipper_manifests),
    ):
        for index, document in enumerate(documents or ()):
            if document.document_data and document.document_data.strip():
                yield f"{name}[{index}]", _stem(document), _suffix(document), document.document_data


def _stem(document: OrderDocument) -> str:
    parts = (
        document.document_type_code or document.document_type_name,
        document.document_reference,
        document.parcel_code,
    )
    stem = (
        "-".join(filter(None, (_STRANGE.sub("_", part or "").strip("_-")[:_LONGEST] for part in parts)))
        or "document"
    )
    return f"{stem}_" if stem.casefold() in _DEVICES else stem


def _suffix(document: OrderDocument) -> str:
    extension = _STRANGE.sub("", document.document_extension or "")[:10].lower()
    return f".{extension}" if extension else ""


def _data(data: str, place: str) -> bytes:
    try:
        return b64decode("".join(data.split()), validate=True)
    except (binascii.Error, ValueError):
        raise UnreadableDocumentError(place) from None


def _write(folder: Path, stem: str, suffix: str, content: bytes) -> Path:
    number = 1
    while True:
        path = folder / (f"{stem}{suffix}" if number == 1 else f"{stem}-{number}{suffix}")
        try:
            with path.open("xb") as file:  # also refuses a link that leads elsewhere
                file.write(content)
        except FileExistsError:
            number += 1
        else:
            return path
