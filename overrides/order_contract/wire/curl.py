"""A request as a curl command for a POSIX shell.

Invariants: the command sends the method, the URL, the headers and the bytes of the body as they are given; a
masked secret becomes a variable of the environment, so that the command can be run and shows no secret; what
else is masked, such as an address of recorded traffic, stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from shlex import quote
from typing import Final

CUT: Final = "[cut]"
"""Behind a mask: of the secret, all but the last four characters were sent."""


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
    :param variables: the environment variable that holds a secret, by where it stands, in lower case:
        `header authorization`, `query merchantguid`, `body merchantguid` for a member of a JSON object.
    :param separator: what stands between the options, such as a backslash and a line feed.
    """

    def word(text: str, place: str, name: str = r"[\w-]+") -> str:
        if not mask or mask not in text:
            return quote(text)
        secret = re.compile(_SECRET[place].format(name=name, mask=re.escape(mask), cut=re.escape(CUT)), re.I)
        words, end = "", 0
        for match in secret.finditer(text):
            variable = (variables or {}).get(f"{place} {match['name'].lower()}")
            if variable is not None:
                expansion = f'"${{{variable}%????}}"' if match["cut"] else f'"${variable}"'
                words += _quoted(text[end : match.end("head")]) + expansion
                end = match.end()
        return words + _quoted(text[end:]) if words else quote(text)

    named_method = [] if method == "GET" and not body else ["-X", method]
    literal = ["-g"] * (not _GLOBS.isdisjoint(url)) + ["--path-as-is"] * ("/." in url.partition("?")[0])
    options = [" ".join(["curl", *flags, *literal, *named_method, word(url, "query")])]
    options += [
        f"-H {word(f'{name}: {value}', 'header', re.escape(name))}" for name, value in headers.items()
    ]
    text = _as_text(body)
    if text is None:
        options = [f"printf {quote(_as_octal(body))} | {options[0]}", *options[1:], "--data-binary @-"]
    elif text:
        options.append(f"--data-raw {word(text, 'body')}")
    elif method in ("POST", "PUT"):
        options.append("-H 'Content-Length: 0'")
    return separator.join(options)


_GLOBS: Final = frozenset("[]{}")
"""What curl would read as a pattern in a URL."""
_SECRET: Final[Mapping[str, str]] = {
    "query": "(?P<head>[?&](?P<name>{name})=){mask}(?P<cut>{cut})?(?![^&#])",
    "header": "(?P<head>^(?P<name>{name}): .*?){mask}(?P<cut>{cut})?",
    "body": r'(?P<head>"(?P<name>{name})"\s*:\s*"){mask}(?P<cut>{cut})?(?=")',
}
"""By place, a whole value that is a masked secret, behind its name."""


def _quoted(text: str) -> str:
    return quote(text) if text else ""


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
