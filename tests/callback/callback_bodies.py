"""Bodies of callbacks: the sample, and generated ones in every documented and every odd form that the field
dictionary names.
"""

import json
from decimal import Decimal
from pathlib import Path
from typing import get_args, get_origin

from order_contract.wire.model import WireModel
from order_contract_generated.merchant.models import MerchantOrder

GUID = "0511db1d-cdc6-4d5e-9a3b-7f1f0c2a9e55"
RECORDED = Path(__file__).parents[1] / "recorded"
SAMPLE = (RECORDED / "orderStatusCallback.cancelled.http").read_bytes().split(b"\n\n", 1)[-1].strip()
"""The documents' sample as it is printed, with the GUID cut short."""


def callback(**members):
    """A small callback, with the right secret, as bytes."""
    return json.dumps(
        {
            "OrderId": "GE1GB",
            "StatusCode": "CANCELLED",
            "MerchantGUID": GUID,
            "MerchantOrderId": "00024345",
            **members,
        }
    ).encode()


def _kinds(annotation):
    inner = (
        [kind for part in get_args(annotation) for kind in _kinds(part)]
        if get_args(annotation) and get_origin(annotation) is not list
        else []
    )
    return inner or [annotation]


_PLAIN = [
    "Petah+Tiqwa",
    "alextest%40test.com",
    "https%3a%2f%2fwww2.bglobale.com%2f%",
    "https://track.example/?q=a%26b",
    "2030-3-31",
    "2020-2-29",
    " EUR",
    "",
    "מאיה",
    'Zoë "Q" \\ \n',
    "100%",
    "%zz",
    "%ff",
    "Sun, 06 Nov 1994 08:49:37 GMT",
    "N/A",
    "GE2253796US",
    "00010000100000000020",
]


def _text(rng):
    return (
        rng.choice(_PLAIN)
        if rng.random() < 0.5
        else "".join(rng.choice("abcXYZ019 %+-_/é漢😀\t") for _ in range(rng.randrange(24)))
    )


def _number(rng):
    """The token of a number as it stands in the body."""
    whole = str(rng.choice([0, 1, 7, 29, 100018322, rng.randrange(10**12), rng.randrange(10**28)]))
    digits = rng.choice([0, 1, 2, 4, 6, 9, 22, 30])
    sign = "-" if rng.random() < 0.1 and (digits or whole != "0") else ""
    return sign + whole + ("." + "".join(rng.choice("0123456789") for _ in range(digits)) if digits else "")


def _scalar(rng, kinds):
    odd = rng.random() < 0.12
    if Decimal in kinds:
        return rng.choice(['""', f'"{_number(rng)}"']) if odd else _number(rng)
    if bool in kinds:
        return (
            rng.choice(['"false "', '"true"', '"False"', '""', "0", "1"])
            if odd
            else rng.choice(["true", "false"])
        )
    if int in kinds:
        return f'"{rng.randrange(99)}"' if odd else str(rng.randrange(99))
    if str in kinds:
        return (
            rng.choice(["12365", "0", "7.50"])
            if odd
            else json.dumps(_text(rng), ensure_ascii=rng.random() < 0.5)
        )
    return rng.choice(['{"a":[1.10,null]}', "[]", '"x"', "0", "null", "0.0000"])


def _member(rng, field, depth):
    kinds = _kinds(field.annotation)
    if rng.random() < 0.25 and type(None) in kinds:
        return "null"
    lists = [kind for kind in kinds if get_origin(kind) is list]
    models = [kind for kind in kinds if isinstance(kind, type) and issubclass(kind, WireModel)]
    if lists:
        inner = _kinds(get_args(lists[0])[0])
        items = [kind for kind in inner if isinstance(kind, type) and issubclass(kind, WireModel)]
        count = rng.choice([0, 1, 2])
        return (
            "["
            + ",".join(
                _object(rng, items[0], depth + 1) if items else _scalar(rng, inner) for _ in range(count)
            )
            + "]"
        )
    return _object(rng, models[0], depth + 1) if models else _scalar(rng, kinds)


_MANDATORY = ("OrderId", "StatusCode")


def _object(rng, model, depth=0):
    share = rng.choice([0.1, 0.4, 1.0]) if depth == 0 else 0.5
    members = []
    for name, field in model.model_fields.items():
        alias = field.alias or name
        mandatory = depth == 0 and alias in _MANDATORY
        if mandatory or field.is_required() or rng.random() < share:
            written = (
                alias
                if rng.random() < 0.97
                else rng.choice([alias.lower(), alias.upper(), alias[0].lower() + alias[1:]])
            )
            members.append((written, _scalar(rng, [str]) if mandatory else _member(rng, field, depth)))
    unknown = range(rng.choice([0, 0, 1, 3]))
    members += [
        (f"Unknown{number}", _scalar(rng, rng.choice([[Decimal], [bool], [str], [object]])))
        for number in unknown
    ]
    rng.shuffle(members)
    return "{" + ",".join(f"{json.dumps(name)}:{value}" for name, value in members) + "}"


def generated(rng):
    """One body. Its two mandatory ids are there and not blank; anything else is as it falls."""
    while True:
        body = _object(rng, MerchantOrder)
        ids = {name.casefold(): value for name, value in members(body)}
        if all(isinstance(ids[name], tuple) or ids[name].strip() for name in ("orderid", "statuscode")):
            return body.encode()


def members(body):
    """The body as it stands, name by name in its order, each number as the text that it is; read without this
    package.
    """

    def token(text):
        return ("number", text)

    return json.loads(body, parse_float=token, parse_int=token, object_pairs_hook=lambda pairs: pairs)
