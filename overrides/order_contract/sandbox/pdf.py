"""Labels and manifests as PDF files.

Invariants: each is a real PDF that a viewer opens and a person recognises; the same parcel gives the same
bytes, because neither time nor chance goes in; only text that the standard fonts have is printed, the rest
becomes a question mark. The PDF library is loaded with the first file, because it takes half a second.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from order_contract.sandbox.order import Order

if TYPE_CHECKING:
    from fpdf import FPDF

_LABEL: Final = (100, 150)
_WIDEST: Final = 80
_CODE39: Final = frozenset("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-. $/+%")
_PRINTED: Final = datetime(2024, 1, 30, 10, 55, 21, tzinfo=UTC)
"""The date inside the files, which must not depend on when one is requested: that of the public sample of a
document.
"""


def number_of(order_id: str, code: str) -> str:
    """A tracking number for a parcel that the merchant gave none: twelve digits, always the same for one
    parcel.
    """
    digest = hashlib.sha256(f"{order_id}\0{code}".encode(errors="surrogatepass")).digest()
    return f"9{int.from_bytes(digest[:6], 'big') % 10**11:011d}"


def document(
    kind: str,
    name: str,
    content: bytes,
    *,
    made: str,
    reference: str | None = None,
    parcel: str | None = None,
    tracking: str | None = None,
    service: str | None = None,
) -> dict[str, Any]:
    """A file as the contract's OrderDocument, its data in base64."""
    return {
        "DocumentTypeCode": kind,
        "DocumentTypeName": name,
        "DocumentExtension": "pdf",
        "DocumentReference": reference,
        "DocumentData": base64.b64encode(content).decode(),
        "URL": None,
        "CreationDateTime": made,
        "ParcelCode": parcel,
        "TrackingNumber": tracking,
        "ShippingServiceName": service,
        "ErrorMessage": None,
    }


def label(order: Order, code: str) -> bytes:
    """The label of one parcel."""
    parcel = order.parcels[code]
    ship = order.body.get("PrimaryShipping") or {}
    name = " ".join(str(ship[part]) for part in ("FirstName", "LastName") if ship.get(part))
    town = " ".join(str(ship[part]) for part in ("Zip", "City") if ship.get(part))
    address = [
        name,
        ship.get("Company"),
        ship.get("Address1"),
        ship.get("Address2"),
        town,
        ship.get("CountryName"),
    ]
    facts = [
        ("Order", order.order_id),
        ("Parcel", code),
        ("Hub", parcel.get("HubCode")),
        ("Weight, g", parcel.get("Weight")),
    ]
    return _label(
        str(parcel["TrackingNumber"]),
        str(order.details.get("ShippingMethodName") or "Standard"),
        str(ship.get("CountryCode") or "-"),
        tuple(str(line) for line in address if line) or ("(no address)",),
        tuple((title, str(value)) for title, value in facts if value),
        tuple(f"{line['Quantity']} x {line['ProductCode']}" for line in parcel["Products"]),
    )


def manifest(hub: str, rows: Sequence[tuple[Order, str]], made: str, boxes: Decimal | None) -> bytes:
    """The manifest of the parcels that leave a hub together."""
    listed = tuple(
        (order.order_id, code, str(order.parcels[code].get("TrackingNumber") or "")) for order, code in rows
    )
    return _manifest(hub or "-", listed, made, str(boxes) if boxes is not None else "-")


@lru_cache(maxsize=256)
def _label(
    tracking: str,
    service: str,
    country: str,
    address: tuple[str, ...],
    facts: tuple[tuple[str, str], ...],
    contents: tuple[str, ...],
) -> bytes:
    pdf = _page(_LABEL)
    pdf.set_fill_color(0)
    pdf.set_text_color(255)
    pdf.set_font("Helvetica", style="B", size=15)
    pdf.cell(72, 12, _text(service, 24), fill=True, align="C")
    pdf.set_text_color(0)
    pdf.cell(18, 12, _text(country, 3), border=1, align="C", new_x="LMARGIN", new_y="NEXT")
    _line(pdf, "SANDBOX - NOT FOR SHIPPING", 7)
    pdf.ln(2)
    _line(pdf, "SHIP TO", 7)
    for line in address:
        _line(pdf, line, 13)
    pdf.ln(3)
    pdf.line(5, pdf.get_y(), 95, pdf.get_y())
    pdf.ln(2)
    for title, value in facts:
        _line(pdf, f"{title}: {value}", 9)
    pdf.ln(1)
    for line in contents[:6]:
        _line(pdf, line, 8)
    bars = _barcode(tracking)
    # A sign of Code 39 is about 5.4 times as wide as its wide bar.
    pdf.code39(bars, x=7, y=112, w=86 / (5.4 * len(bars)), h=24)
    pdf.set_y(137)
    pdf.set_font("Helvetica", style="B", size=13)
    pdf.cell(90, 8, _text(tracking, 32), align="C")
    return bytes(pdf.output())


@lru_cache(maxsize=64)
def _manifest(hub: str, rows: tuple[tuple[str, str, str], ...], made: str, boxes: str) -> bytes:
    pdf = _page("A4")
    _line(pdf, "SANDBOX - NOT FOR SHIPPING", 8)
    pdf.set_font("Helvetica", style="B", size=18)
    pdf.cell(0, 12, "Shipper manifest", new_x="LMARGIN", new_y="NEXT")
    for title, value in (("Hub", hub), ("Made", made), ("Parcels", str(len(rows))), ("Outer boxes", boxes)):
        _line(pdf, f"{title}: {value}", 10)
    pdf.ln(4)
    with pdf.table(col_widths=(30, 30, 40)) as table:
        for line in (("Order", "Parcel", "Tracking number"), *rows):
            table.row([_text(cell, _WIDEST) for cell in line])
    pdf.ln(12)
    _line(pdf, "Collected by ______________________________    Date ______________", 10)
    return bytes(pdf.output())


def _page(size: Any) -> FPDF:
    from fpdf import FPDF

    pdf = FPDF(unit="mm", format=size)
    pdf.set_creation_date(_PRINTED)
    pdf.set_margin(5 if size == _LABEL else 15)
    pdf.set_auto_page_break(auto=size != _LABEL, margin=15)
    pdf.set_font("Helvetica", size=10)
    pdf.add_page()
    return pdf


def _line(pdf: FPDF, text: str, size: int) -> None:
    pdf.set_font("Helvetica", size=size)
    pdf.cell(0, size * 0.5, _text(text, _WIDEST), new_x="LMARGIN", new_y="NEXT")


def _text(text: str, widest: int) -> str:
    clean = "".join(sign if sign.isprintable() else " " for sign in text)
    printed = clean.encode("latin-1", "replace").decode("latin-1")
    return printed if len(printed) <= widest else printed[: widest - 3] + "..."


def _barcode(text: str) -> str:
    known = "".join(sign for sign in text.upper() if sign in _CODE39)
    return f"*{known[:16] or '0'}*"
