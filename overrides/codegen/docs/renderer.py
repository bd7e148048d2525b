"""Redoc's script as the site carries it, with its notices.

Invariant: the script is that of the version in `package.json`, byte for byte but for two things: a first line
that says so, and the address of a logo on Redocly's server, in whose place nothing is loaded.
"""

from __future__ import annotations

import json
from pathlib import Path

from codegen import CodegenError

SCRIPT, NOTICES = "redoc.standalone.js", "redoc.standalone.js.LICENSE.txt"

_HERE = Path(__file__).parent
_LOGO = b"https://cdn.redoc.ly/redoc/logo-mini.svg"


def renderer(shipped: Path) -> dict[str, bytes]:
    """Script and notices by file name.

    :param shipped: the site in the package; it holds the script already, unless the version was changed.
    :raises CodegenError: the script of this version is neither installed nor there.
    """
    version = json.loads((_HERE / "package.json").read_bytes())["dependencies"]["redoc"]
    banner = (
        f"/*! Redoc {version} (MIT), with the address of its logo taken out; notices in {NOTICES} */\n"
    ).encode()
    installed = _HERE / "node_modules/redoc"
    if installed.is_dir() and json.loads((installed / "package.json").read_bytes())["version"] == version:
        script = (installed / "bundles" / SCRIPT).read_bytes()
        if script.count(_LOGO) != 1:
            raise CodegenError(
                f"Redoc {version} no longer loads its logo from one place; "
                "look at overrides/codegen/docs/renderer.py."
            )
        notices = (
            (installed / "LICENSE").read_bytes() + b"\n" + (installed / "bundles" / NOTICES).read_bytes()
        )
        return {SCRIPT: banner + script.replace(_LOGO, b"data:,"), NOTICES: notices}
    if (shipped / SCRIPT).is_file() and (shipped / SCRIPT).read_bytes().startswith(banner):
        return {name: (shipped / name).read_bytes() for name in (SCRIPT, NOTICES)}
    raise CodegenError(
        f"the reference page needs npm (Node.js 20 or newer) once, to fetch Redoc {version}; "
        "it is not on PATH."
    )
