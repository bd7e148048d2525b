"""What can be set on a sandbox: who may call it, how it responds where the documents leave a choice, and its
limits.

Invariant: the defaults are the credentials that the documents print, so that each documented request works as
it stands.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Annotated, Final

from pydantic import AfterValidator, ConfigDict, Field
from pydantic.dataclasses import dataclass
from pydantic_core import PydanticCustomError

from order_contract.http.secrets import secret_problems
from order_contract.retries import Retries
from order_contract.sandbox.chaos import ChaosRule
from order_contract.sandbox.settings_errors import worded

DOCUMENTED_GUID: Final = "abcdabcd-abcd-abcd-abcd-abcdabcdabcd"
"""003:57."""
DOCUMENTED_CALLBACK_GUID: Final = "0511db1d-cdc6"
"""002:69, cut short there."""
DOCUMENTED_TOKEN: Final = "change_to_your_access_token"  # noqa: S105  # printed in the documents, 004:12
DOCUMENTED_ORGANIZATION: Final = "95d73baf-76ba-4bea-86ac-1534c5e5d4aa"
"""004:13."""


def _now() -> datetime:
    return datetime.now(UTC)


def _in_a_header(secret: str) -> str:
    if problems := secret_problems(secret=secret):
        raise PydanticCustomError("secret", problems[0][1])
    return secret


_Limit = Annotated[int, Field(ge=1)]
_Secret = Annotated[str, AfterValidator(_in_a_header)]


@worded
@dataclass(
    frozen=True,
    kw_only=True,
    # a wrong value may be a secret, so no error quotes it
    config=ConfigDict(extra="forbid", arbitrary_types_allowed=True, hide_input_in_errors=True),
)
class Settings:
    """Settings of one sandbox.

    Who may call: `merchant_guid` is what Global-e's methods ask for, `callback_guid` what the merchant's
    endpoint knows, `s2_token` and `s2_organization` what S2 asks for.

    How it responds: `error_info` is the merchant's setting `ReturnResponseOfErrorInfoStruct`,
    `parcel_dispatch` lets the dispatch methods take parcel codes and tracking numbers, `merchant_url` is
    where changes of an order's status are delivered, with `retries`; None delivers none. `strict_queries`
    refuses a parameter of the query that the contract does not have; otherwise the response and the log warn
    of it.

    Which browsers may call: `allow_origins` are the web pages that may, such as `https://editor.swagger.io`;
    their hosts may stand in `Host` too, and so may `host`, the loopback names and any IP address.

    `database` is the file of the state, None for memory. `control` opens the paths under `/sandbox`, `/docs`
    and `/openapi`. `chaos` are the faults to show. `log` writes a line for each request and each delivery.
    `max_body` and `max_query` are bytes, `max_depth` is levels of nested JSON. On a socket, `max_head` is the
    bytes of a request that are not its body, and `request_timeout` the seconds in which all of a request must
    arrive, and in which a client must go on reading. `clock` gives the time that
    responses and documents show.

    :raises SettingsError: a value of another type, a secret that no header carries, or a limit below 1.
    """

    merchant_guid: _Secret = Field(default=DOCUMENTED_GUID, repr=False)
    callback_guid: _Secret = Field(default=DOCUMENTED_CALLBACK_GUID, repr=False)
    s2_token: _Secret = Field(default=DOCUMENTED_TOKEN, repr=False)
    s2_organization: _Secret = Field(default=DOCUMENTED_ORGANIZATION, repr=False)
    error_info: bool = True
    parcel_dispatch: bool = False
    strict_queries: bool = False
    merchant_url: str | None = None
    retries: Retries | None = None
    host: str = "127.0.0.1"
    allow_origins: tuple[str, ...] = ()
    database: str | None = None
    control: bool = True
    chaos: tuple[ChaosRule, ...] = ()
    log: bool = False
    max_body: _Limit = 1024 * 1024
    max_query: _Limit = 64 * 1024
    max_depth: _Limit = 64
    max_head: _Limit = 128 * 1024
    request_timeout: Annotated[float, Field(gt=0, allow_inf_nan=False)] = 30.0
    clock: Callable[[], datetime] = Field(default=_now, repr=False)
