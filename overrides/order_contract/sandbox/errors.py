"""Refusals: raised anywhere while a request is served, written in the envelope of the API that was called.

Invariants: a code's text and description are those of the published document; what a client sent is quoted in
part only.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from http import HTTPStatus
from types import MappingProxyType
from typing import Any, Final

from order_contract import spec
from order_contract.document import Document, examples
from order_contract_generated.globale.contract import ERROR_CODES

_QUOTED: Final = 200


class RefusalError(Exception):
    """A request that is refused.

    `status` is the HTTP status, `code` what the envelope carries (Global-e's code, or the status), `error`
    its message, `headers` what goes with it.
    """

    headers: Mapping[str, str] = MappingProxyType({})

    def __init__(self, status: int, code: str, error: str, description: str) -> None:
        super().__init__(f"{status} {code}: {error}")
        self.status = status
        self.code = code
        self.error = error
        self.description = description


def by_status(status: HTTPStatus, description: str) -> RefusalError:
    """A refusal that HTTP knows: bad data, a missing secret, an unknown path."""
    return RefusalError(status, str(status.value), status.phrase, description)


def bad_request(description: str) -> RefusalError:
    """What the published schema forbids, or what no documented code stands for."""
    return by_status(HTTPStatus.BAD_REQUEST, description)


def not_allowed(methods: Iterable[str]) -> RefusalError:
    """A method that a path does not have."""
    allowed = ", ".join(sorted(methods))
    refused = by_status(HTTPStatus.METHOD_NOT_ALLOWED, f"Allowed here: {allowed}.")
    refused.headers = {"Allow": allowed}
    return refused


def by_code(code: str, /, description: str | None = None, **members: object) -> RefusalError:
    """A refusal by one of the published error codes.

    :param description: in place of the documented one.
    :param members: what the text's template names, such as `CartItemId`.
    """
    entry = ERROR_CODES[code]
    quoted = {name: clipped(value) for name, value in members.items()}
    text = entry["text"].format_map(quoted)
    return RefusalError(
        HTTPStatus.BAD_REQUEST, code, text, description or _descriptions().get(code) or entry["meaning"]
    )


def clipped(value: object) -> str:
    """A value of a request as a message quotes it."""
    text = str(value)
    return text if len(text) <= _QUOTED else text[: _QUOTED - 1] + "…"


@cache
def _descriptions() -> Mapping[str, str]:
    """The documented `Description` of the codes whose refusal the published document shows in full; 1006's is
    of one case and is made anew.
    """
    descriptions: dict[str, str] = {}
    stated = (
        value
        for operation in Document(spec.load("globale")).operations()
        for response in operation.responses.values()
        for value in examples(response)
    )
    for value in stated:
        if isinstance(value, dict) and value.get("Code") in ERROR_CODES and value["Code"] != "1006":
            descriptions[value["Code"]] = value["Description"]
    return descriptions


def body_of(api: str, refusal: RefusalError) -> dict[str, Any]:
    """The refusal as the API writes it. S2 documents no form: an open object."""
    if api == "merchant":
        # 100 for anything and 301 for ids that do not belong together: what a public receiver sends (SFCC).
        code = refusal.code if refusal.code == "301" else "100"
        return {
            "Success": False,
            "ErrorCode": code,
            "Message": refusal.error,
            "Description": refusal.description,
        }
    if api == "s2":
        return {"status": refusal.status, "error": refusal.error, "message": refusal.description}
    return {"Code": refusal.code, "Error": refusal.error, "Description": refusal.description}
