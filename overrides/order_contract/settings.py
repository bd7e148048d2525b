"""The settings of a client outside the code: `ORDER_CONTRACT_*` variables, and a profile of
`order-contract/config.toml`.

Invariants: a secret comes from the environment or from the keyring, and one that stands in the file is
refused; an unknown key is refused by its name; no value is quoted in an error. What a profile says goes
before the environment, an argument in the code before both.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

from order_contract.errors import SettingsError
from order_contract.retries import DEFAULT_TIMEOUT, Retries
from order_contract.wire.url import address_problem

if TYPE_CHECKING:
    from pydantic import TypeAdapter

__all__ = ["KEYS", "SECRETS", "SERVICE", "Role", "SettingsError", "load", "merchant_guids", "path"]

Role = Literal["globale", "s2", "callback"]
SERVICE: Final = "order-contract"
"""The service under which the keyring holds secrets; the user is `<profile>/<name>`, such as `staging/guid`.
"""
SECRETS: Final[Mapping[Role, Mapping[str, str]]] = {
    "globale": {"merchant_guid": "guid"},
    "s2": {"token": "token", "organization": "organization"},
    "callback": {"merchant_guid": "merchant_guid"},
}
"""By role: the argument of the class, and the secret that it takes."""
SECRET_VARIABLES: Final[Mapping[str, str]] = {
    "query merchantguid": "ORDER_CONTRACT_GUID",
    "query access_token": "ORDER_CONTRACT_TOKEN",
    "header merchantguid": "ORDER_CONTRACT_GUID",
    "header authorization": "ORDER_CONTRACT_TOKEN",
    "header cookie": "ORDER_CONTRACT_TOKEN",
    "header x-s2-organization": "ORDER_CONTRACT_ORGANIZATION",
    "body merchantguid": "ORDER_CONTRACT_MERCHANT_GUID",
}
"""The variable that holds a secret, by its place in a request, as `wire.curl` takes it."""
_URLS: Final[Mapping[Role, tuple[str, ...]]] = {
    "globale": ("url",),
    "s2": ("s2_url", "url"),
    "callback": ("callback_url",),
}
_SECRET: Final = re.compile(
    r"guid|token|organi[sz]ation|secret|passw|credential|authori[sz]ation|bearer|user", re.IGNORECASE
)
_USER: Final = re.compile(r"[a-z][a-z0-9+.-]*://[^/?#]*@", re.IGNORECASE)


KEYS: Final = (
    "url",
    "s2_url",
    "callback_url",
    "timeout",
    "deadline",
    "attempts",
    "guid_in_header",
    "keyring",
)
"""What a profile and the environment may set besides secrets."""
_WANTED: Final = {
    "seconds": "seconds above 0, up to 3600",
    "attempts": "a whole number from 1 to 20",
    "switch": "true or false",
}
_SECONDS, _SWITCHES = ("timeout", "deadline"), ("guid_in_header", "keyring")


def _kind(key: str) -> str:
    if key in _SECONDS:
        return "seconds"
    return "switch" if key in _SWITCHES else key if key == "attempts" else "url"


def _adapter(kind: str) -> TypeAdapter[Any]:
    from typing import Annotated

    from pydantic import Field, Strict, TypeAdapter

    types: dict[str, Any] = {
        "seconds": Annotated[float, Strict(), Field(gt=0, le=3600, allow_inf_nan=False)],
        "attempts": Annotated[int, Strict(), Field(ge=1, le=20)],
        "switch": Annotated[bool, Strict()],
    }
    adapter: TypeAdapter[Any] = TypeAdapter(types[kind])
    return adapter


def _problem(key: str, value: Any) -> str | None:
    """What is wrong with a value, or None."""
    from pydantic import ValidationError

    if isinstance(value, str) and _USER.match(value):
        return "got a user or a password in a URL; pass the URL without: secrets do not go here"
    kind = _kind(key)
    if kind == "url":
        return address_problem(value)
    try:
        _adapter(kind).validate_python(value)
    except ValidationError:
        return f"got {_came(value)}; pass {_WANTED[kind]}"
    return None


def _came(value: Any) -> str:
    """A number or a switch as it is written; of anything else, which may be a secret, the kind alone."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return str(value)
    kinds = {str: "a text", list: "an array", dict: "a table", type(None): "a text"}
    return kinds.get(type(value), "a date or time")


def path() -> Path:
    """Where the profiles are: `ORDER_CONTRACT_CONFIG`, or else `order-contract/config.toml` in
    `XDG_CONFIG_HOME` or `~/.config`.

    :raises SettingsError: there is no home directory.
    """
    named = os.environ.get("ORDER_CONTRACT_CONFIG")
    if named:
        return Path(named)
    try:
        folder = Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")
    except RuntimeError:
        problem = SettingsError("HOME", "is not set; set it, or ORDER_CONTRACT_CONFIG")
    else:
        return folder / "order-contract" / "config.toml"
    raise problem


def load(role: Role, profile: str | None, given: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments for the class that plays a role.

    :param role: `globale`, `s2` or `callback`, for `GlobalEClient`, `S2Client` and `Notifier`.
    :param profile: a table `[profile.NAME]` of the file; None takes what `ORDER_CONTRACT_PROFILE` names, if
        anything.
    :param given: arguments that are known already.
    :raises SettingsError: something is missing, unknown or wrong.
    """
    profile = profile or os.environ.get("ORDER_CONTRACT_PROFILE") or None
    values = _environment() | (_profile(profile) if profile else {})
    address = "url" if role == "callback" else "base_url"
    arguments = {"timeout": values.get("timeout", DEFAULT_TIMEOUT), **given}
    arguments.setdefault(
        "retries", Retries(**{key: values[key] for key in ("attempts", "deadline") if key in values})
    )
    if role == "globale" and "guid_in_header" in values:
        arguments.setdefault("guid_in_header", values["guid_in_header"])
    if address not in arguments:
        arguments[address] = next((values[key] for key in _URLS[role] if key in values), None)
        if arguments[address] is None:
            sentence = f", and the profile {profile} has no {_URLS[role][0]}" if profile else ""
            raise SettingsError(_variable(_URLS[role][0]), f"is not set{sentence}")
    keyring = bool(values.get("keyring"))
    for argument, name in SECRETS[role].items():
        if argument not in arguments:
            arguments[argument] = _secret(name, profile if keyring else None)
            # a merchant need not have agreed on a secret
            if arguments[argument] is None and role != "callback":
                sentence = f", and the keyring has no {profile}/{name}" if keyring else ""
                raise SettingsError(_variable(name), f"is not set{sentence}")
    return arguments


def merchant_guids(*profiles: str) -> dict[str, str]:
    """The GUIDs of several merchants' callbacks by profile, for `Receiver(merchant_guids("uk", "us"))`.

    A handler is given the profile's name as `merchant`; `GlobalEClient.from_profile(merchant)` is that
    merchant's client. A GUID comes from `ORDER_CONTRACT_MERCHANT_GUID_<PROFILE>`, or from the keyring's
    `<profile>/merchant_guid` where the profile has `keyring = true`.

    :param profiles: tables `[profile.NAME]` of the file.
    :raises SettingsError: a GUID is set nowhere, or a profile is missing or wrong.
    """
    guids: dict[str, str] = {}
    for name in profiles:
        variable = _variable(f"merchant_guid_{re.sub('[^a-z0-9]', '_', name.lower())}")
        guid = os.environ.get(variable) or None
        if guid is None and _profile(name).get("keyring"):
            guid = _from_keyring("merchant_guid", name)
        if guid is None:
            raise SettingsError(variable, f"is not set, and no keyring has {name}/merchant_guid")
        guids[name] = guid
    return guids


def _variable(key: str) -> str:
    return f"ORDER_CONTRACT_{key.upper()}"


def _environment() -> dict[str, Any]:
    texts = {key: os.environ[_variable(key)] for key in KEYS if os.environ.get(_variable(key))}
    return {
        key: _checked(key, text if _kind(key) == "url" else _value(text), _variable(key))
        for key, text in texts.items()
    }


def _value(text: str) -> Any:
    """A number or a switch, written as in the file; None when it is neither."""
    import tomllib

    try:
        table = tomllib.loads(f"value = {text}")
    except tomllib.TOMLDecodeError:
        return None
    return table["value"] if len(table) == 1 else None


def _profile(name: str) -> dict[str, Any]:
    import tomllib

    file = path()
    try:
        content = tomllib.loads(file.read_text("utf-8-sig"))  # Windows' editors put a byte order mark first
    except FileNotFoundError as error:
        wanted = f"{error.strerror}; make it with a table [profile.{name}], or name no profile"
        raise SettingsError(str(file), f"cannot be read: {wanted}") from None
    except OSError as error:
        raise SettingsError(str(file), f"cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise SettingsError(str(file), "is not UTF-8") from None
    except tomllib.TOMLDecodeError as error:
        place = re.search(r"line \d+, column \d+", str(error))  # the rest of the text may quote the file
        raise SettingsError(str(file), "is not TOML" + (f" at {place[0]}" if place else "")) from None
    profiles = content.pop("profile", {})
    if content or not isinstance(profiles, dict):
        raise SettingsError(
            f"{file}: {next(iter(content), 'profile')}", "is not known: the file holds tables [profile.NAME]"
        )
    if not isinstance(profiles.get(name), dict):
        from order_contract.wire.problems import alternatives

        others = [other for other in profiles if isinstance(profiles[other], dict)]
        sentence = f"; pass {alternatives(others)}" if others else ""
        raise SettingsError(f"{file}:", f"has no table [profile.{name}]{sentence}")
    return {
        key: _checked(key, value, f"{file}: profile.{name}.{key}") for key, value in profiles[name].items()
    }


def _checked(key: str, value: Any, place: str) -> Any:
    if key not in KEYS:
        if _SECRET.search(key):
            sentence = (
                "is a secret: those come from the environment (ORDER_CONTRACT_GUID and others) or from"
                " the keyring"
            )
            raise SettingsError(place, sentence)
        from order_contract.wire.problems import alternatives, did_you_mean

        raise SettingsError(place, f"is not known{did_you_mean(key, KEYS) or f'; pass {alternatives(KEYS)}'}")
    problem = _problem(key, value)
    if problem is not None:
        raise SettingsError(place, problem)
    return value


def _secret(name: str, profile: str | None) -> str | None:
    """A secret from the environment, or else from the keyring of a profile that asks for it. A line feed at
    its end, which files that hold secrets often have, is dropped.
    """
    given = (os.environ.get(_variable(name)) or "").rstrip("\r\n")
    if given or profile is None:
        return given or None
    return _from_keyring(name, profile)


def _from_keyring(name: str, profile: str) -> str | None:
    try:
        import keyring
        from keyring.errors import KeyringError
    except ModuleNotFoundError:
        raise SettingsError(
            "keyring", "is not installed. Run: pip install 'order-contract[keyring]'"
        ) from None
    try:
        return keyring.get_password(SERVICE, f"{profile}/{name}")
    except KeyringError as error:
        raise SettingsError("the keyring", f"could not be asked: {type(error).__name__}") from None
