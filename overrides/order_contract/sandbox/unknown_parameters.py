"""Parameters of a query that the contract does not have: a server that ignores them loses what they carry.

Clients spell lists in many ways (`parcelsList[]=`, `parcelsList[0]=`), and of a spelling that is not the
documented one nothing arrives. Invariants: a warning holds no value, and a name of the request only as
printable ASCII.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final
from urllib.parse import quote

from order_contract.sandbox.errors import clipped
from order_contract.sandbox.operations import ServedOperation
from order_contract.sandbox.request import Given
from order_contract.wire import query as wire_query
from order_contract.wire.problems import did_you_mean

HEADER: Final = "X-Sandbox-Warning"
"""A field of our own: HTTP's `Warning` is obsolete (RFC 9111, 5.5), and no other field is for this."""
_MOST: Final = 5
_PLAIN: Final = " !\"#$&'()*+,/:;<=>?@[]^`{|}"
_INSIDE: Final = re.compile(r"[\[.]")
"""Where a name goes into its value, as in `parcelsList[0]` and `parcelsList.0`."""


def warning(operation: ServedOperation, query: bytes, parameters: Given) -> str:
    """A sentence for each parameter that the operation does not have; empty when it has all of them.

    :param query: the query that the parameters were read from.
    """
    if parameters.keys() <= operation.query_names.keys():
        return ""
    unknown = list(_unknown(operation, query))
    more = len(unknown) - _MOST
    return " ".join(unknown[:_MOST]) + (f" There are {more} more." if more > 0 else "")


def _unknown(operation: ServedOperation, query: bytes) -> Iterator[str]:
    names = dict.fromkeys(name for name, _ in wire_query.split(query))
    for name in names:
        if name.casefold() not in operation.query_names:
            near = did_you_mean(_INSIDE.split(name)[0], operation.query_names.values())
            yield f"{operation.name} has no query parameter {quote(clipped(name), safe=_PLAIN)}{near or '.'}"
