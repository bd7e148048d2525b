"""A request as a curl command for a POSIX shell.

Invariants: the command sends the method, the URL, the headers and the bytes of the body as they are given; a
masked secret becomes a variable of the environment, so that the command can be run and shows no secret.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from shlex import quote
from typing import Final

URL: Final = "the URL"
BODY: Final = "the body"


def command(
    method: str,
    url: str,
    headers: Mapping[str, str],
    body: bytes = b"",
    *,
    flags: Sequence[str] = (),
    mask: str = "",
    variables: Mapping[str, str] | None = None,
    separator: str = " ",
) -> str:
    """The command.

    :param flags: options of curl that come first, such as `-i`.
    :param mask: the text that stands in place of a secret; empty for none.
    :param variables: the environment variable that holds the secret, by the place of the mask: `URL`, `BODY`,
        or the name of a header in lower case.
    :param separator: what stands between the options, such as a backslash and a line feed.
    """

    def word(text: str, place: str) -> str:
        variable = (variables or {}).get(place)
        if not mask or variable is None or mask not in text:
            return quote(text)
        return f'"${variable}"'.join(quote(part) if part else "" for part in text.split(mask))

    named_method = [] if method == "GET" and not body else ["-X", method]
    options = [" ".join(["curl", *flags, *named_method, word(url, URL)])]
    options += [f"-H {word(f'{name}: {value}', name.lower())}" for name, value in headers.items()]
    text = _as_text(body)
    if text is None:
        options = [f"printf {quote(_as_octal(body))} | {options[0]}", *options[1:], "--data-binary @-"]
    elif text:
        options.append(f"--data-raw {word(text, BODY)}")
    elif method in ("POST", "PUT"):
        options.append("-H 'Content-Length: 0'")
    return separator.join(options)


def _as_text(body: bytes) -> str | None:
    """The body as an argument of a command; None for bytes that no argument can hold."""
    if b"\0" in body:
        return None
    try:
        return body.decode()
    except UnicodeDecodeError:
        return None


def _as_octal(body: bytes) -> str:
    """The body for `printf` as POSIX has it."""
    return "".join(chr(byte) if 32 <= byte < 127 and byte not in b"\\%" else f"\\{byte:03o}" for byte in body)
