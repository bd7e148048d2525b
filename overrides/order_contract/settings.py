"""What a client is told outside the code: `ORDER_CONTRACT_*` variables, and a profile of
`order-contract/config.toml`.

Invariants: a secret comes from the environment or from the keyring, and one that stands in the file is
refused; an unknown key is refused by its name; no value is quoted in an error. What a profile says goes
before the environment, an argument in the code before both.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final, Literal

from order_contract.errors import OrderContractError
from order_contract.retries import DEFAULT_TIMEOUT, Retries

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
_URLS: Final[Mapping[Role, tuple[str, ...]]] = {
    "globale": ("url",),
    "s2": ("s2_url", "url"),
    "callback": ("callback_url",),
}
_SECRET: Final = re.compile(
    r"guid|token|organi[sz]ation|secret|passw|credential|authori[sz]ation|bearer|user", re.IGNORECASE
)
_USER: Final = re.compile(r"[a-z][a-z0-9+.-]*://[^/?#]*@", re.IGNORECASE)


class SettingsError(OrderContractError, ValueError):
    """A setting is missing, unknown or wrong. `place` names it: a variable, or a file with a key."""

    def __init__(self, place: str, sentence: str) -> None:
        self.place = place
        super().__init__(f"{place} {sentence}")


def _url(value: Any) -> str | None:
    if isinstance(value, str) and _USER.match(value):
        return "holds a user or a password: secrets do not go here"
    return (
        None
        if isinstance(value, str) and value.startswith(("http://", "https://"))
        else "must be an http or https URL"
    )


def _seconds(value: Any) -> str | None:
    return (
        None
        if isinstance(value, int | float) and not isinstance(value, bool) and 0 < value <= 3600
        else "must be seconds, from 0 to 3600"
    )


def _attempts(value: Any) -> str | None:
    return (
        None
        if isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= 20
        else "must be a whole number from 1 to 20"
    )


def _switch(value: Any) -> str | None:
    return None if isinstance(value, bool) else "must be true or false"


_KEYS: Final[Mapping[str, Callable[[Any], str | None]]] = {
    "url": _url,
    "s2_url": _url,
    "callback_url": _url,
    "timeout": _seconds,
    "deadline": _seconds,
    "attempts": _attempts,
    "guid_in_header": _switch,
    "keyring": _switch,
}
"""By key, what is wrong with its value, or None."""


def path() -> Path:
    """Where the profiles are: `ORDER_CONTRACT_CONFIG`, or else `order-contract/config.toml` in
    `XDG_CONFIG_HOME` or `~/.config`.
    """
    named = os.environ.get("ORDER_CONTRACT_CONFIG")
    return (
        Path(named)
        if named
        else Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")
        / "order-contract"
        / "config.toml"
    )


def load(role: Role, profile: str | None, given: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments for the class that plays a role.

    :param role: `globale`, `s2` or `callback`, for `GlobalEClient`, `S2Client` and `Notifier`.
    :param profile: a table `[profile.NAME]` of the file; None takes what `ORDER_CONTRACT_PROFILE` names, if
        anything.
    :param given: arguments that are known already.
    :raises SettingsError: something is missing, unknown or wrong.
    """
    profile = profile or os.environ.get("ORDER_CONTRACT_PROFILE") or None
    said = _environment() | (_profile(profile) if profile else {})
    address = "url" if role == "callback" else "base_url"
    found = {"timeout": said.get("timeout", DEFAULT_TIMEOUT), **given}
    found.setdefault(
        "retries", Retries(**{key: said[key] for key in ("attempts", "deadline") if key in said})
    )
    if role == "globale" and "guid_in_header" in said:
        found.setdefault("guid_in_header", said["guid_in_header"])
    if address not in found:
        found[address] = next((said[key] for key in _URLS[role] if key in said), None)
        if found[address] is None:
            variable = _variable(_URLS[role][0])
            raise SettingsError(
                variable,
                "is not set" + (f", and the profile {profile} has no {_URLS[role][0]}" if profile else ""),
            )
    for argument, name in SECRETS[role].items():
        if argument not in found:
            found[argument] = _secret(name, profile if said.get("keyring") else None)
            if found[argument] is None and role != "callback":  # a merchant need not have agreed on a secret
                raise SettingsError(
                    _variable(name),
                    "is not set"
                    + (f", and the keyring has no {profile}/{name}" if said.get("keyring") else ""),
                )
    return found


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
    given = {key: os.environ[_variable(key)] for key in _KEYS if os.environ.get(_variable(key))}
    return {
        key: _checked(key, text if _KEYS[key] is _url else _value(text), _variable(key))
        for key, text in given.items()
    }


def _value(text: str) -> Any:
    """A number or a switch, written as in the file; None when it is neither."""
    import tomllib

    try:
        found = tomllib.loads(f"value = {text}")
    except tomllib.TOMLDecodeError:
        return None
    return found["value"] if len(found) == 1 else None


def _profile(name: str) -> dict[str, Any]:
    import tomllib

    file = path()
    try:
        content = tomllib.loads(file.read_text("utf-8"))
    except OSError as error:
        raise SettingsError(str(file), f"cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise SettingsError(str(file), "is not UTF-8") from None
    except tomllib.TOMLDecodeError as broken:
        place = re.search(r"line \d+, column \d+", str(broken))  # the rest of the text may quote the file
        raise SettingsError(str(file), "is not TOML" + (f" at {place[0]}" if place else "")) from None
    profiles = content.pop("profile", {})
    if content or not isinstance(profiles, dict):
        raise SettingsError(
            f"{file}: {next(iter(content), 'profile')}", "is not known: the file holds tables [profile.NAME]"
        )
    if not isinstance(profiles.get(name), dict):
        raise SettingsError(f"{file}:", f"has no table [profile.{name}]")
    return {
        key: _checked(key, value, f"{file}: profile.{name}.{key}") for key, value in profiles[name].items()
    }


def _checked(key: str, value: Any, place: str) -> Any:
    if key not in _KEYS:
        if _SECRET.search(key):
            raise SettingsError(
                place,
                "is a secret: those come from the environment (ORDER_CONTRACT_GUID and others) or from the keyring",
            )
        raise SettingsError(place, f"is not known; known are {', '.join(_KEYS)}")
    wrong = _KEYS[key](value)
    if wrong is not None:
        raise SettingsError(place, wrong)
    return value


def _secret(name: str, profile: str | None) -> str | None:
    """A secret from the environment, or else from the keyring of a profile that asks for it."""
    given = os.environ.get(_variable(name))
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
