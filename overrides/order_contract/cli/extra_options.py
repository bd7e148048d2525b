"""The options for what every request carries besides what the documents name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from order_contract.check.transport.extras import HEADER, QUERY


class _Lines(click.ParamType[str]):
    """A text; a variable of the environment holds one a line."""

    name = "text"
    envvar_list_splitter = "\n"


def with_extras(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command `--header` and `--query`, as the arguments `headers` and `query`."""
    header = click.option(
        "--header",
        "headers",
        type=_Lines(),
        multiple=True,
        metavar="'NAME: VALUE'",
        envvar=HEADER,
        help="Send this header with every request, such as a gateway's key; nothing shows its value. Can be "
        f"repeated; the variable holds one a line. [env: {HEADER}]",
    )
    query = click.option(
        "--query",
        type=_Lines(),
        multiple=True,
        metavar="NAME=VALUE",
        envvar=QUERY,
        help=f"Add this to the query of every request, in the same way. [env: {QUERY}]",
    )
    return header(query(command))
