"""How openapi-generator is run, whose jar comes from PyPI, for every language."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from tests.consumers.consumer import TOOLS, Command

JAR = (
    TOOLS
    / "lib"
    / f"python{sys.version_info.major}.{sys.version_info.minor}"
    / "site-packages/openapi_generator_cli/openapi-generator.jar"
)
JAVA: Mapping[str, str] = {
    "java": "a Java runtime (Debian: default-jre-headless)",
    str(JAR): "openapi-generator-cli of tests/consumers/requirements.lock",
}
VERSION: Command = ["java", "-jar", JAR, "version"]


def generator(
    language: str, *options: str, folder: str = "client"
) -> Callable[[Path, Path], Sequence[Command]]:
    """Generate for a language into a folder."""
    return lambda work, document: [
        ["java", "-jar", JAR, "generate", "-g", language, "-i", document, "-o", work / folder, *options]
    ]
