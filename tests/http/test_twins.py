"""Blocking and asynchronous clients have the same methods, options and words."""

from __future__ import annotations

import inspect
import re
import subprocess
import sys
from typing import Any, get_type_hints

import pytest

from order_contract import AsyncGlobalEClient, AsyncS2Client, GlobalEClient, S2Client
from order_contract.callback import AsyncNotifier, Notifier
from order_contract.callback.notifier import AsyncNotifierOptions, NotifierOptions
from order_contract.errors import InvalidRequestError
from order_contract.globale.options import AsyncGlobalEOptions, GlobalEOptions
from order_contract.retries import Retries
from order_contract.s2.client import AsyncS2Options, S2Options
from order_contract.testing import GUID, MockTransport

TWINS = [(GlobalEClient, AsyncGlobalEClient), (S2Client, AsyncS2Client), (Notifier, AsyncNotifier)]
OPTIONS = [
    (GlobalEClient, GlobalEOptions),
    (AsyncGlobalEClient, AsyncGlobalEOptions),
    (S2Client, S2Options),
    (AsyncS2Client, AsyncS2Options),
    (Notifier, NotifierOptions),
    (AsyncNotifier, AsyncNotifierOptions),
]


def methods(kind: type[Any]) -> dict[str, Any]:
    own = {name: value for name, value in vars(kind).items() if not name.startswith("_")}
    return {name: value for name, value in own.items() if inspect.isfunction(value)}


@pytest.mark.parametrize(("blocking", "awaited"), TWINS)
def test_twins_have_the_same_methods_arguments_and_docstrings(blocking: Any, awaited: Any) -> None:
    ours, theirs = methods(blocking), methods(awaited)
    assert list(ours) == list(theirs)
    for name in ours:
        assert inspect.signature(ours[name]) == inspect.signature(theirs[name]), name
        assert ours[name].__doc__ == theirs[name].__doc__, name
        assert inspect.iscoroutinefunction(theirs[name]), name
    parameters = [list(inspect.signature(kind).parameters) for kind in (blocking, awaited)]
    assert parameters[0] == parameters[1]


@pytest.mark.parametrize(("kind", "options"), OPTIONS)
def test_the_options_are_the_arguments_of_the_class(kind: Any, options: Any) -> None:
    assert set(options.__annotations__) | set(get_type_hints(options)) == set(
        inspect.signature(kind).parameters
    )


@pytest.mark.parametrize("kind", [GlobalEClient, AsyncGlobalEClient])
def test_every_method_has_its_raw_twin(kind: Any) -> None:
    client = kind("https://x.example", GUID)
    raw = vars(client.with_raw_response)
    assert set(raw) == set(methods(kind))
    for name, method in raw.items():
        assert inspect.signature(method) == inspect.signature(getattr(client, name))


def test_no_docstring_names_a_line_of_the_documents() -> None:
    for kind in (kind for twins in TWINS for kind in twins):
        for name, method in methods(kind).items():
            assert not re.search(r"\b00\d:\d", method.__doc__ or ""), name


def test_options_of_a_call_and_of_a_client() -> None:
    import httpx2

    mock = MockTransport()
    with httpx2.Client(transport=mock) as http:
        client = GlobalEClient("https://x.example", GUID, http_client=http, timeout=7)
        client.track_order("1", "a@b.example")
        client.with_options(timeout=8, retries=Retries(attempts=1)).track_order("1", "a@b.example")
        client.track_order("1", "a@b.example", timeout=9)
        client.with_raw_response.track_order("1", "a@b.example", timeout=10)
        with pytest.raises(InvalidRequestError, match="timeout got -1; pass seconds above zero"):
            client.track_order("1", "a@b.example", timeout=-1)
        with pytest.raises(InvalidRequestError, match="retries got 3; pass a Retries"):
            client.with_options(retries=3)  # type: ignore[arg-type]  # the point
    assert [request.extensions["timeout"]["read"] for _, request in mock.requests] == [7, 8, 9, 10]


def test_the_package_alone_loads_neither_httpx2_nor_pydantic() -> None:
    code = (
        "import sys, order_contract; before = {'httpx2', 'pydantic'} & set(sys.modules);"
        "from order_contract import GlobalEClient; print(before, 'httpx2' in sys.modules)"
    )
    result = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert result.stdout == "set() True\n"


@pytest.mark.slow
def test_type_checkers_see_a_misspelt_option(tmp_path: Any) -> None:
    file = tmp_path / "misspelt.py"
    file.write_text(
        "from order_contract import GlobalEClient\n"
        "from order_contract.globale.jwt import TokenProvider\n"
        "client = GlobalEClient.from_env(timeout=3)\n"
        "GlobalEClient.from_env(tiemout=3)\n"
        "TokenProvider('a', 'b', berer=True)\n"
        "client.with_raw_response.track_order('1', 'a@b.example', tiemout=3)\n"
        "reveal_type(client.with_raw_response.track_order('1', 'a@b.example').parse())\n"
    )
    result = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", str(file)], capture_output=True, text=True, check=False
    )
    lines = re.findall(r"misspelt\.py:(\d+): error", result.stdout)
    assert lines == ["4", "5", "6"], result.stdout
    assert "MerchantOrderTracking" in result.stdout
