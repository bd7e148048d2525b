"""One contestant decodes a GetOrdersDetails answer in a process of its own: `python decoding.py KIND FILE
[FOLDER]` prints seconds and KiB.

All give objects with the members of an order; what they keep differs. Ours: exact decimals, unknown members,
odd printed forms, and a judgement of refusals first. The stock client: floats. Pydantic and msgspec alone:
decimals from the same members, strict about forms. `json.loads`: dicts and floats.
"""

from __future__ import annotations

import gc
import json
import resource
import sys
import time
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin

TURNS = 3


def ours() -> Callable[[bytes], Any]:
    """What the client does between the bytes and the caller."""
    from order_contract.globale.calls import Calls

    call = Calls(allow_unknown=False).get_orders_details({"OrderIds": ["GE1"]})
    return lambda body: call.judge(200, body)


def stock(folder: str) -> Callable[[bytes], Any]:
    """The client of openapi-python-client without our templates, as it reads `response.json()`."""
    sys.path.insert(0, folder)
    from stock_client.models import MerchantOrder

    return lambda body: [MerchantOrder.from_dict(order) for order in json.loads(body)]


def pydantic_alone() -> Callable[[bytes], Any]:
    """Ordinary pydantic models of the same members, read by pydantic's own parser."""
    from pydantic import ConfigDict, TypeAdapter, create_model

    from order_contract.globale.models import MerchantOrder

    def made(name: str, fields: dict[str, tuple[Any, str]]) -> Any:
        from pydantic import Field

        members = {field: (kind | None, Field(None, alias=alias)) for field, (kind, alias) in fields.items()}
        return create_model(name, __config__=ConfigDict(extra="allow", coerce_numbers_to_str=True), **members)  # type: ignore[call-overload]

    return TypeAdapter(list[_rebuilt(MerchantOrder, made, {})]).validate_json  # type: ignore[misc, arg-type]


def msgspec_alone() -> Callable[[bytes], Any]:
    """msgspec structs of the same members, without unknown ones."""
    import msgspec

    from order_contract.globale.models import MerchantOrder

    def made(name: str, fields: dict[str, tuple[Any, str]]) -> Any:
        members = [(field, kind | None, None) for field, (kind, _) in fields.items()]
        return msgspec.defstruct(name, members, rename={field: alias for field, (_, alias) in fields.items()})

    return msgspec.json.Decoder(list[_rebuilt(MerchantOrder, made, {})], strict=False).decode  # type: ignore[misc]


def _rebuilt(
    model: Any, made: Callable[[str, dict[str, tuple[Any, str]]], Any], known: dict[Any, Any]
) -> Any:
    if model not in known:
        fields = {
            name: (_plain(field.annotation, made, known), field.alias)
            for name, field in model.model_fields.items()
        }
        known[model] = made(model.__name__, fields)
    return known[model]


def _plain(annotation: Any, made: Any, known: dict[Any, Any]) -> Any:
    if get_origin(annotation) is list:
        return list[_plain(get_args(annotation)[0], made, known)]  # type: ignore[misc]
    if get_origin(annotation) in (Union, UnionType):
        return next(_plain(part, made, known) for part in get_args(annotation) if part is not NoneType)
    if get_args(annotation):  # Annotated
        return _plain(get_args(annotation)[0], made, known)
    if hasattr(annotation, "model_fields"):
        return _rebuilt(annotation, made, known)
    return annotation if annotation in (Decimal, bool, int, str) else Any


def _peak(*, anew: bool = False) -> int:
    """KiB that this process held at most; since now, where the system can be asked to forget what was
    before.
    """
    status = Path("/proc/self/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    if anew:
        Path("/proc/self/clear_refs").write_text("5")
    return next(int(line.split()[1]) for line in status.read_text().splitlines() if line.startswith("VmHWM"))


def main(kind: str, file: str, *folder: str) -> None:
    """Decode a few times, and once more for the memory."""
    kinds: dict[str, Callable[..., Callable[[bytes], Any]]] = {
        "ours": ours,
        "stock openapi-python-client": stock,
        "pydantic alone": pydantic_alone,
        "msgspec alone": msgspec_alone,
        "json.loads": lambda: json.loads,
    }
    decode, body = kinds[kind](*folder), Path(file).read_bytes()
    decode(body[: body.index(b"\n,")] + b"]")
    gc.collect()
    seconds, before = [], _peak(anew=True)
    assert len(decode(body)) > 1
    peak = _peak() - before
    for _ in range(TURNS):
        gc.collect()
        started = time.process_time()
        decode(body)
        seconds.append(time.process_time() - started)
    print(json.dumps([min(seconds), peak]))


if __name__ == "__main__":
    main(*sys.argv[1:])
