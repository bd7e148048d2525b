"""Reads the entries of a HAR file, as browsers, proxies and our own `--har` write it.

Invariant: an entry without a method or a URL is left out with the reason, never guessed.
"""

from __future__ import annotations

import binascii
from base64 import b64decode
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlencode

from order_contract.check.transport.messages import Received, Sent
from order_contract.replay.recorded_exchange import Recorded, UnreadableRecordingError, headers, unpacked

PATH: Final = ("log", "entries")


def entry(value: Mapping[str, Any], origin: str) -> Recorded:
    """One entry of `log.entries`.

    :raises Unreadable: it is none.
    """
    request, response = value.get("request"), value.get("response")
    if (
        not isinstance(request, Mapping)
        or not isinstance(request.get("url"), str)
        or not isinstance(request.get("method"), str)
    ):
        raise UnreadableRecordingError("it has no request with method and url")
    sent = Sent(
        request["method"].upper(), request["url"].partition("#")[0], _headers(request), _posted(request)
    )
    if not isinstance(response, Mapping) or not response.get("status"):
        return Recorded(origin, sent, None)
    found, content = _headers(response), response.get("content") or {}
    if content.get("mimeType"):
        found.setdefault("content-type", str(content["mimeType"]))
    # The text of a HAR file is unpacked already, unless it is base64 of what a proxy saw.
    packed = found.pop("content-encoding", "")
    body = unpacked(_body(content), packed if content.get("encoding") else "")
    return Recorded(origin, sent, Received(int(response["status"]), found, body))


def _headers(message: Mapping[str, Any]) -> dict[str, str]:
    return headers(
        (each.get("name", ""), each.get("value", ""))
        for each in message.get("headers") or ()
        if isinstance(each, Mapping)
    )


def _posted(request: Mapping[str, Any]) -> bytes:
    posted = request.get("postData") or {}
    if posted.get("text") is None and posted.get("params"):
        return urlencode(
            [(str(each.get("name", "")), str(each.get("value", ""))) for each in posted["params"]]
        ).encode()
    return _body(posted)


def _body(holder: Mapping[str, Any]) -> bytes:
    content = holder.get("text")
    if not isinstance(content, str):
        return b""
    if holder.get("encoding") != "base64":
        return content.encode("utf-8", "surrogatepass")
    try:
        return b64decode(content)
    except binascii.Error:
        raise UnreadableRecordingError("its body is said to be base64, and is not") from None
