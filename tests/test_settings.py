"""Settings from the environment, from a profile, and from the keyring; secrets from nowhere else."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx2
import keyring
import keyring.backend
import keyring.errors
import pytest
from click.testing import CliRunner

from order_contract.cli.call import command as call_command
from order_contract.cli.notify import command as notify_command
from order_contract.globale import AsyncGlobalEClient, GlobalEClient
from order_contract.retries import Retries
from order_contract.s2 import AsyncS2Client, S2Client
from order_contract.settings import SettingsError, path
from order_contract.testing import MockTransport
from tests.http.client_servers import GUID, loopback, response
from tests.samples import ORGANIZATION, TOKEN

CANARY = "canary-7"


@pytest.fixture(autouse=True)
def clean(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    import os

    for name in [name for name in os.environ if name.startswith("ORDER_CONTRACT_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))


@pytest.fixture
def config(tmp_path: Path) -> Callable[[str], Path]:
    def write(text: str) -> Path:
        file = tmp_path / "order-contract" / "config.toml"
        file.parent.mkdir(exist_ok=True)
        file.write_text(text)
        return file

    return write


class Keys(keyring.backend.KeyringBackend):
    priority = 1  # type: ignore[assignment]

    def __init__(self, secrets: dict[tuple[str, str], str] | None) -> None:
        super().__init__()
        self.secrets = secrets

    def get_password(self, service: str, username: str) -> str | None:
        if self.secrets is None:
            raise keyring.errors.KeyringLocked(CANARY)
        return self.secrets.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None: ...

    def delete_password(self, service: str, username: str) -> None: ...


@pytest.fixture
def keys() -> Iterator[Callable[[dict[tuple[str, str], str] | None], None]]:
    before = keyring.get_keyring()
    yield lambda secrets: keyring.set_keyring(Keys(secrets))
    keyring.set_keyring(before)


class TestTheFile:
    def test_is_where_the_customs_have_it(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        assert path() == tmp_path / "order-contract/config.toml"
        monkeypatch.setenv("ORDER_CONTRACT_CONFIG", "elsewhere.toml")
        assert path() == Path("elsewhere.toml")
        monkeypatch.delenv("ORDER_CONTRACT_CONFIG")
        monkeypatch.delenv("XDG_CONFIG_HOME")
        assert path() == Path.home() / ".config/order-contract/config.toml"

    def test_holds_everything_but_secrets(
        self, monkeypatch: pytest.MonkeyPatch, config: Callable[[str], Path]
    ) -> None:
        monkeypatch.setenv("ORDER_CONTRACT_GUID", GUID)
        with loopback(response(b"{}")) as server:
            config(
                f'[profile.a]\nurl = "{server.url}"\ntimeout = 2.5\nattempts = 2\ndeadline = 7\n'
                'guid_in_header = true\n[profile.b]\nurl = "http://b"\n'
            )
            with GlobalEClient.from_profile("a", allow_unknown=True) as client:
                assert (client._sender.timeout, client._sender.retries) == (
                    2.5,
                    Retries(attempts=2, deadline=7),
                )
                client.track_order("1", "a@b.example")
        assert f"merchantguid: {GUID}".encode() in server.requests[0].lower()
        assert "ORDER_CONTRACT" not in repr(client)

    @pytest.mark.parametrize(
        ("text", "message"),
        [
            ("", "has no table [profile.a]"),
            ("[profile.b]\n", "has no table [profile.a]"),
            ("[profile]\na = 1\n", "has no table [profile.a]"),
            ("[profiles.a]\n", "profiles is not known: the file holds tables [profile.NAME]"),
            (
                f'[profile.a]\nurl = "http://x"\n{CANARY} = "{CANARY}"\n',
                f"profile.a.{CANARY} is not known; pass url, ",
            ),
            (
                f'[profile.a]\nguid = "{CANARY}"\n',
                "profile.a.guid is a secret: those come from the environment",
            ),
            (f'[profile.a]\nmerchantGUID = "{CANARY}"\n', "profile.a.merchantGUID is a secret"),
            (f'[profile.a]\ntoken = "{CANARY}"\n', "profile.a.token is a secret"),
            (f'[profile.a]\norganization = "{CANARY}"\n', "profile.a.organization is a secret"),
            (f'[profile.a]\njwt_password = "{CANARY}"\n', "profile.a.jwt_password is a secret"),
            (
                f'[profile.a]\nurl = "https://me:{CANARY}@x.example"\n',
                "profile.a.url got a user or a password in a URL",
            ),
            (
                f'[profile.a]\nurl = "{CANARY}"\n',
                "profile.a.url got a text without http:// or https://; pass an",
            ),
            (
                '[profile.a]\nurl = "http://x"\ntimeout = "1"\n',
                "profile.a.timeout got a text; pass seconds above 0, up to 3600",
            ),
            ('[profile.a]\nurl = "http://x"\ntimeout = nan\n', "profile.a.timeout got nan; pass seconds"),
            (
                '[profile.a]\nurl = "http://x"\nattempts = true\n',
                "profile.a.attempts got true; pass a whole number from 1 to 20",
            ),
            (
                '[profile.a]\nurl = "http://x"\nguid_in_header = 1\n',
                "profile.a.guid_in_header got 1; pass true or false",
            ),
            (f'[profile.a]\nurl = "{CANARY}', "is not TOML"),
            (f'[profile.a]\nurl = "x"\nurl = "{CANARY}"\n', "is not TOML at line 3, column "),
            ("[profile.a]\n", "ORDER_CONTRACT_URL is not set, and the profile a has no url"),
            ('[profile.a]\nurl = "http://x"\n', "ORDER_CONTRACT_GUID is not set"),
        ],
    )
    def test_one_with_a_mistake_is_refused_by_its_place(
        self, text: str, message: str, config: Callable[[str], Path]
    ) -> None:
        file = config(text)
        with pytest.raises(SettingsError) as caught:
            GlobalEClient.from_profile("a")
        assert message in str(caught.value)
        assert str(caught.value).startswith((str(file), "ORDER_CONTRACT_"))
        assert f'"{CANARY}' not in str(caught.value)
        assert f":{CANARY}" not in str(caught.value)
        assert caught.value.__context__ is None or caught.value.__suppress_context__

    def test_one_that_is_missing(self) -> None:
        with pytest.raises(SettingsError, match=r"config\.toml cannot be read: No such file"):
            GlobalEClient.from_profile("a")

    def test_one_that_is_no_text(self, config: Callable[[str], Path]) -> None:
        config("").write_bytes(b"\xff")
        with pytest.raises(SettingsError, match=r"config\.toml is not UTF-8"):
            GlobalEClient.from_profile("a")


class TestTheEnvironment:
    def test_is_enough(self, monkeypatch: pytest.MonkeyPatch) -> None:
        for name, value in {
            "URL": "https://x.example", "GUID": GUID, "TIMEOUT": "2.5", "ATTEMPTS": "3", "DEADLINE": "9",
            "GUID_IN_HEADER": "true"
        }.items():  # fmt: skip
            monkeypatch.setenv(f"ORDER_CONTRACT_{name}", value)
        for kind in (GlobalEClient, AsyncGlobalEClient):
            client: Any = kind.from_env()
            assert repr(client) == f"{kind.__name__}('https://x.example', merchant_guid=***)"
            assert (client._sender.timeout, client._sender.retries) == (2.5, Retries(attempts=3, deadline=9))
            assert client._sender.credentials.headers == {"MerchantGUID": GUID}

    def test_of_s2(self, monkeypatch: pytest.MonkeyPatch, config: Callable[[str], Path]) -> None:
        config('[profile.a]\nurl = "http://g.example"\ns2_url = "http://s.example"\n')
        monkeypatch.setenv("ORDER_CONTRACT_TOKEN", TOKEN)
        with pytest.raises(SettingsError, match="ORDER_CONTRACT_ORGANIZATION is not set"):
            S2Client.from_profile("a")
        monkeypatch.setenv("ORDER_CONTRACT_ORGANIZATION", ORGANIZATION)
        assert repr(S2Client.from_profile("a")) == "S2Client('http://s.example', token=***)"
        monkeypatch.setenv("ORDER_CONTRACT_URL", "http://e.example")
        assert repr(AsyncS2Client.from_env()) == "AsyncS2Client('http://e.example', token=***)"

    def test_gives_way_to_a_profile_and_that_to_an_argument(
        self, monkeypatch: pytest.MonkeyPatch, config: Callable[[str], Path]
    ) -> None:
        config('[profile.a]\nurl = "http://p.example"\nattempts = 2\n')
        monkeypatch.setenv("ORDER_CONTRACT_URL", "http://e.example")
        monkeypatch.setenv("ORDER_CONTRACT_ATTEMPTS", "9")
        monkeypatch.setenv("ORDER_CONTRACT_DEADLINE", "8")
        monkeypatch.setenv("ORDER_CONTRACT_PROFILE", "a")
        client = GlobalEClient.from_env(merchant_guid=GUID)
        assert client._sender.base_url == "http://p.example"
        assert client._sender.retries == Retries(attempts=2, deadline=8)
        assert (
            GlobalEClient.from_env(base_url="http://a.example", merchant_guid=GUID)._sender.base_url
            == "http://a.example"
        )

    @pytest.mark.parametrize("value", [CANARY, "1\nurl=2", "-1", '"1"', "0"])
    def test_a_wrong_value_is_refused_by_its_name(self, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("ORDER_CONTRACT_TIMEOUT", value)
        with pytest.raises(
            SettingsError,
            match=r"ORDER_CONTRACT_TIMEOUT got (a text|-?\d+); pass seconds above 0, up to 3600\Z",
        ):
            GlobalEClient.from_env()


class TestTheKeyring:
    PROFILE = '[profile.a]\nurl = "http://x.example"\nkeyring = true\n'

    def test_gives_what_the_environment_does_not(
        self, config: Any, keys: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        config(self.PROFILE)
        keys({("order-contract", "a/guid"): "from-the-keyring"})
        assert GlobalEClient.from_profile("a")._sender.credentials.query == (
            ("merchantGUID", "from-the-keyring"),
        )
        monkeypatch.setenv("ORDER_CONTRACT_GUID", GUID)
        assert GlobalEClient.from_profile("a")._sender.credentials.query == (("merchantGUID", GUID),)

    def test_without_the_secret(self, config: Any, keys: Any) -> None:
        config(self.PROFILE)
        keys({})
        with pytest.raises(
            SettingsError, match="ORDER_CONTRACT_GUID is not set, and the keyring has no a/guid"
        ):
            GlobalEClient.from_profile("a")

    def test_that_is_locked(self, config: Any, keys: Any) -> None:
        config(self.PROFILE)
        keys(None)
        with pytest.raises(SettingsError) as caught:
            GlobalEClient.from_profile("a")
        assert str(caught.value) == "the keyring could not be asked: KeyringLocked"

    def test_that_is_not_installed(self, config: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        config(self.PROFILE)
        monkeypatch.setitem(sys.modules, "keyring", None)
        with pytest.raises(SettingsError, match=r"pip install 'order-contract\[keyring\]'"):
            GlobalEClient.from_profile("a")

    def test_is_not_loaded_unless_asked_for(self, config: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        config('[profile.a]\nurl = "http://x.example"\n')
        monkeypatch.setitem(sys.modules, "keyring", None)
        monkeypatch.setenv("ORDER_CONTRACT_GUID", GUID)
        with httpx2.Client(transport=MockTransport()) as http:
            GlobalEClient.from_profile("a", http_client=http).track_order("1", "a@b.example")


class TestTheCommands:
    def test_call(self, config: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        with loopback(response(b"[]")) as server:
            config(f'[profile.a]\nurl = "{server.url}"\n')
            words = ["GetOrdersDetails", "--json", '{"OrderIds":["1"]}', "--profile", "a"]
            refused = CliRunner().invoke(call_command, words)
            monkeypatch.setenv("ORDER_CONTRACT_GUID", GUID)
            done = CliRunner().invoke(call_command, words)
            dry = CliRunner().invoke(call_command, [*words, "--dry-run", "--url", "http://other.example"])
        assert (refused.exit_code, refused.stderr) == (
            2,
            "order-contract call: ORDER_CONTRACT_GUID is not set; set it to the secret\n",
        )
        assert (done.exit_code, done.stdout, len(server.requests)) == (0, "[]\n", 1)
        assert (
            'http://other.example/Order/GetOrdersDetails?merchantGUID=\'"$ORDER_CONTRACT_GUID"' in dry.stdout
        )

    def test_notify(self, config: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        words = ["--order", "GE1", "--status", "CANCELLED", "--profile", "a"]
        with loopback(response()) as server:
            config(f'[profile.a]\ncallback_url = "{server.url}/cb"\nattempts = 1\n')
            monkeypatch.setenv("ORDER_CONTRACT_MERCHANT_GUID", GUID)
            done = CliRunner().invoke(notify_command, words)
        assert (done.exit_code, len(server.requests)) == (0, 1)
        assert b'"MerchantGUID":"' + GUID.encode() in server.requests[0]
        lost = CliRunner().invoke(notify_command, words)
        assert (lost.exit_code, "after 1 attempt" in lost.stderr, GUID in lost.output) == (2, True, False)
        config("[profile.a]\n")
        missing = CliRunner().invoke(notify_command, words)
        assert (
            missing.stderr == "order-contract notify: ORDER_CONTRACT_CALLBACK_URL is not set, "
            "and the profile a has no callback_url; set it, or pass URL\n"
        )
