"""The search library as the pages carry it, with its licence.

Invariant: the script is that of the version in `package.json`, byte for byte but for a first line that says
so and the reference to a source map, which is not there.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

from codegen import CodegenError

SCRIPT, LICENSE = "minisearch.js", "minisearch.LICENSE.txt"

_HERE = Path(__file__).parent


def library(shipped: Path) -> dict[str, bytes]:
    """Script and licence by file name.

    :param shipped: the pages in the package; they hold the script already, unless the version was changed.
    :raises CodegenError: the script of this version is neither installed nor there.
    """
    version = json.loads((_HERE / "package.json").read_bytes())["dependencies"]["minisearch"]
    banner = f"/*! MiniSearch {version} (MIT); its licence is in {LICENSE} */\n".encode()
    installed = _HERE / "node_modules/minisearch"
    if installed.is_dir() and json.loads((installed / "package.json").read_bytes())["version"] == version:
        script = re.sub(rb"//# sourceMappingURL=.*\n?", b"", (installed / "dist/umd/index.js").read_bytes())
        return {SCRIPT: banner + script, LICENSE: (installed / "LICENSE.txt").read_bytes()}
    if (shipped / SCRIPT).is_file() and (shipped / SCRIPT).read_bytes().startswith(banner):
        return {name: (shipped / name).read_bytes() for name in (SCRIPT, LICENSE)}
    raise CodegenError(
        f"the pages need npm (Node.js 20 or newer) once, to fetch MiniSearch {version}; it is not on PATH."
    )
