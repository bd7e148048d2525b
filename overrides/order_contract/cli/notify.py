"""`order-contract notify`: deliver a status callback to a merchant's server, as Global-e does.

Invariants: the exit code is 0 when the server acknowledged, 1 when it responded otherwise, 2 when nothing
was delivered; the secret, the address's query and the server's own words are not printed, the last unless
asked for, and then without the secret.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Final, NoReturn

import click
import httpx2

from order_contract.callback import Delivery, Notifier
from order_contract.cli import files
from order_contract.cli.help import CliCommand
from order_contract.cli.seconds import Seconds
from order_contract.errors import InvalidRequestError
from order_contract.settings import SettingsError, load
from order_contract.wire import codec
from order_contract.wire.problems import got_json, worded_for_json
from order_contract.wire.url import address_problem

_CODES: Final = {"acknowledged": 0, "refused": 1, "undelivered": 2}
_SHOWN: Final = 2_000


@click.command(
    "notify",
    cls=CliCommand,
    help="Deliver a status callback to a merchant's server at URL, as Global-e does.",
    groups={
        "Order": ("order", "status", "reason", "merchant_guid"),
        "Delivery": ("profile", "attempts", "timeout", "deadline"),
        "Output": ("show_response",),
    },
    examples=[
        (
            "order-contract notify http://127.0.0.1:8000/callback --order GE123 --status CANCELLED",
            "an order by its id",
        ),
        (
            "order-contract notify --profile shop --order order.json --reason 1009:'Out of stock'",
            "a whole order, with a reason",
        ),
        ("jq .order event.json | order-contract notify --profile shop --order -", "on standard input"),
    ],
)
@click.argument("url", required=False)
@click.option(
    "--order",
    required=True,
    metavar="FILE|-|ID",
    help="The order as JSON in wire names: a file, - for standard input, or just its id.",
)
@click.option(
    "--profile",
    metavar="NAME",
    help="The table [profile.NAME] of ~/.config/order-contract/config.toml, for what is not given here.",
)
@click.option(
    "--status", metavar="CODE", help="The new status, such as CANCELLED; without it, the order's own."
)
@click.option("--reason", metavar="CODE[:NAME]", help="Why, as OrderStatusReason.")
@click.option(
    "--merchant-guid",
    metavar="GUID",
    help="The secret shared with the server, instead of the order's own. Others on this machine can see "
    "it here; the variable is safer. [env: ORDER_CONTRACT_MERCHANT_GUID]",
)
@click.option(
    "--attempts",
    type=click.IntRange(1, 20),
    metavar="NUMBER",
    help="How often to try, where repeating is safe.  [default: 4]",
)
@click.option(
    "--timeout",
    type=Seconds(0.1, 600),
    metavar="SECONDS",
    help="How long one attempt may wait.  [default: 30]",
)
@click.option(
    "--deadline",
    type=Seconds(0.1, 3600),
    metavar="SECONDS",
    help="The time after which no attempt begins.  [default: 90]",
)
@click.option("--show-response", is_flag=True, help="Print the server's response, without the secret.")
def command(
    url: str | None,
    order: str,
    profile: str | None,
    status: str | None,
    reason: str | None,
    merchant_guid: str | None,
    attempts: int | None,
    timeout: float | None,
    deadline: float | None,
    show_response: bool,
) -> None:
    """Deliver one callback; the exit code tells its outcome."""
    if url is not None and (problem := address_problem(url)) is not None:
        _stop(f"URL {problem}.")
    try:
        body = _changed(_order(order), status, reason)
        given = {"url": url, "merchant_guid": merchant_guid or None, "timeout": timeout}
        settings = load(
            "callback", profile, {name: value for name, value in given.items() if value is not None}
        )
        plan = {
            name: value
            for name, value in (("attempts", attempts), ("deadline", deadline))
            if value is not None
        }
        settings["retries"] = replace(settings["retries"], **plan)
        with Notifier(**settings) as notifier, worded_for_json():
            delivery = notifier.deliver(body)
    except InvalidRequestError as error:
        unset = any(name.casefold() == "statuscode" for name, _ in error.problems)
        _stop(f"{error}; pass it with --status, or in the order" if unset else str(error))
    except SettingsError as error:
        unset = error.place == "ORDER_CONTRACT_CALLBACK_URL" and "is not set" in str(error)
        _stop(f"{error}; set it, or pass URL" if unset else str(error))
    click.echo(_summary(delivery, settings["url"]), err=not delivery.acknowledged)
    if show_response and delivery.content:
        click.echo(_masked(delivery.content, settings["merchant_guid"] or _guid(body)))
    sys.exit(_CODES[delivery.outcome])


def _stop(sentence: str) -> NoReturn:
    click.echo(f"order-contract notify: {sentence}", err=True)
    sys.exit(_CODES["undelivered"])


def _order(source: str) -> dict[str, Any]:
    path = Path(source)
    if source == "-":
        raw = files.read(source, "--order")
    elif path.exists() and not path.is_dir():
        raw = files.read(path, "--order")
    elif "/" in source or "." in source or not source.strip():
        _stop(f"--order: there is no file {source}; pass a file, - or the id of an order")
    else:
        return {"OrderId": source}
    try:
        order = codec.loads(raw)
    except codec.CodecError as error:
        _stop(f"--order: {source} is {error}")
    if not isinstance(order, dict):
        _stop(f"--order: got {got_json(order)}; pass a JSON object")
    return order


def _changed(order: dict[str, Any], status: str | None, reason: str | None) -> dict[str, Any]:
    """The order with what the options say, under the names that it uses itself."""
    folded = {name.casefold(): name for name in order}
    if status is not None:
        order[folded.get("statuscode", "StatusCode")] = status
    if reason is not None:
        code, colon, name = reason.partition(":")
        order[folded.get("orderstatusreason", "OrderStatusReason")] = {
            "OrderStatusReasonCode": code,
            **({"Name": name} if colon else {}),
        }
    return order


def _guid(order: Mapping[str, Any]) -> str:
    return next((str(value) for name, value in order.items() if name.casefold() == "merchantguid"), "")


def _summary(delivery: Delivery, url: str) -> str:
    tries = "1 attempt" if delivery.attempts == 1 else f"{delivery.attempts} attempts"
    shown = httpx2.URL(url).copy_with(userinfo=b"", query=None, fragment=None)
    return f"{shown}: {delivery.reason}, after {tries} in {delivery.elapsed:.2f} s"


def _masked(content: bytes, guid: str) -> str:
    text = content[:_SHOWN].decode("utf-8", "backslashreplace")
    if guid.strip():
        text = re.sub(re.escape(guid.strip()), "***", text, flags=re.IGNORECASE)
    return "".join(character if character.isprintable() or character in "\n\t" else "�" for character in text)
