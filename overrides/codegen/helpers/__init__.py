"""Helpers for clients in other languages: one file each, published with the documents.

Invariants: a helper works with the models of any generator; how a refusal is told comes from the document's
`x-error-envelope`, written into the file in place of `ENVELOPES`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from codegen.documents.contract_tables import envelopes

_HERE = Path(__file__).parent
_MARK = "ENVELOPES_OF_THE_DOCUMENT"


def helpers(document: Mapping[str, Any]) -> dict[str, str]:
    """The source of each helper by its path, with the envelopes of this document."""
    table = [{"schema": name, **envelope} for name, envelope in envelopes(dict(document)).items()]
    text = json.dumps(table, indent=2)
    return {
        "typescript/order-contract.ts": (_HERE / "order-contract.ts").read_text().replace(_MARK, text),
        "java/OrderContract.java": (_HERE / "OrderContract.java").read_text().replace(_MARK, _java(text)),
    }


def _java(text: str) -> str:
    """A text block; its lines stand where its end stands."""
    lines = text.replace("\\", "\\\\").splitlines()
    return '"""\n' + "\n".join(f"      {line}" for line in lines) + '\n      """'
