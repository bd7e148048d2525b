"""What was wrong in a variable, a profile or an option is said in words."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from order_contract.cli import main
from order_contract.errors import SettingsError
from order_contract.settings import load
from tests.error_words import SECRET, assert_helpful


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    """Runs a command line that is wrong, and gives what it says."""

    def said(*words: str) -> str:
        monkeypatch.setenv("ORDER_CONTRACT_GUID", SECRET)
        monkeypatch.setattr(sys, "argv", ["order-contract", *words])
        with pytest.raises(SystemExit) as ended:
            main()
        assert ended.value.code == 2
        return capsys.readouterr().err

    return said


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(("TIMEOUT", value) for value in (SECRET, "-1", "0", "inf", "nan", "3601", "true", '"5"')),
        *(("DEADLINE", value) for value in (SECRET, "99999")),
        *(("ATTEMPTS", value) for value in (SECRET, "0", "21", "1.5", "[1]")),
        *(("GUID_IN_HEADER", value) for value in ("yes", "1", "True", SECRET)),
        *(("URL", value) for value in (SECRET, "ftp://orders.example", "http://", f"http://u:{SECRET}@h")),
        ("URL", "http://h:99999"),
    ],
)
def test_a_variable_says_what_it_wants(name: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ORDER_CONTRACT_URL", "http://orders.example")
    monkeypatch.setenv(f"ORDER_CONTRACT_{name}", value)
    with pytest.raises(SettingsError) as raised:
        load("globale", None, {})
    assert_helpful(str(raised.value), f"ORDER_CONTRACT_{name}")


@pytest.mark.parametrize(
    ("line", "field"),
    [
        ("url = 5", "profile.a.url"),
        ('url = ["http://h"]', "profile.a.url"),
        (f'url = "{SECRET}"', "profile.a.url"),
        (f'url = "https://u:{SECRET}@h"', "profile.a.url"),
        ('timeout = "5"', "profile.a.timeout"),
        ("timeout = true", "profile.a.timeout"),
        ("timeout = nan", "profile.a.timeout"),
        ("deadline = 2026-11-30", "profile.a.deadline"),
        ("attempts = 2.5", "profile.a.attempts"),
        ("attempts = 99", "profile.a.attempts"),
        ('guid_in_header = "yes"', "profile.a.guid_in_header"),
        ("keyring = 1", "profile.a.keyring"),
        ("keyring = {a = 1}", "profile.a.keyring"),
        ("timeot = 5", "profile.a.timeot"),
        ("colour = 5", "profile.a.colour"),
    ],
)
def test_a_profile_says_what_it_wants(
    line: str, field: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "config.toml").write_text(f"[profile.a]\n{line}\n")
    monkeypatch.setenv("ORDER_CONTRACT_CONFIG", str(tmp_path / "config.toml"))
    with pytest.raises(SettingsError) as raised:
        load("globale", "a", {})
    assert_helpful(str(raised.value), field)


CHECK = "check http://127.0.0.1:1 --api globale"


@pytest.mark.parametrize(
    ("words", "field"),
    [
        ("serve --port x", "--port"),
        ("serve --port 99999", "--port"),
        ("serve --api foo", "--api"),
        ("serve --merchant-url shop", "--merchant-url"),
        ("serve --merchant-url http://", "--merchant-url"),
        ("serve --allow-origin shop", "--allow-origin"),
        ("serve --prot 5", "--prot"),
        ("serve extra", "extra"),
        ("check", "URL"),
        ("check shop --api globale", "URL"),
        ("check ftp://127.0.0.1 --api globale", "URL"),
        ("check http://127.0.0.1:1", "--api"),
        (f"{CHECK} --shard 3/2", "--shard"),
        (f"{CHECK} --min-coverage 200", "--min-coverage"),
        (f"{CHECK} --max-time -1", "--max-time"),
        (f"{CHECK} --seed x", "--seed"),
        (f"{CHECK} --timeout nan", "--timeout"),
        (f"{CHECK} --timeout inf", "--timeout"),
        (f"{CHECK} --profile fast", "--profile"),
        (f"{CHECK} --against shop", "URL"),
        ("call get_orders", "get_orders"),
        ("call track_order --url shop", "--url"),
        ("call track_order --url http://h --order-id 1", "--email"),
        ("call track_order --timeout 0", "--timeout"),
        ("call track_order --timeout nan", "--timeout"),
        ("notify", "--order"),
        ("notify shop --order GE1", "URL"),
        ("notify http://127.0.0.1:1 --order ./nope", "--order"),
        ("notify http://127.0.0.1:1 --order GE1 --attempts 0", "--attempts"),
        ("notify http://127.0.0.1:1 --order GE1 --deadline nan", "--deadline"),
        ("replay", "FILE"),
        ("replay --jobs 0 x", "--jobs"),
        ("rules --api foo", "--api"),
        ("rules foo", "foo"),
        ("fixtures foo", "foo"),
        ("fixtures exampel", "exampel"),
        ("fixtures example", "--api"),
        ("fixtures learn", "URL"),
        ("spec", "API"),
        ("spec foo", "API"),
        ("spec globale --openapi 3.2", "--openapi"),
        ("spec globale --server shop", "--server"),
        ("completion tcsh", "SHELL"),
        ("chekc", "chekc"),
    ],
)
def test_a_command_says_what_it_wants(words: str, field: str, run: Callable[..., str]) -> None:
    assert_helpful(run(*words.split()), field)


def test_a_number_where_json_wants_a_text_is_named(run: Callable[..., str]) -> None:
    given = '{"OrderIds": [5]}'
    assert_helpful(run("call", "get_orders_details", "--url", "http://h", "--json", given), "OrderIds[0]")
