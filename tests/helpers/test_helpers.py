"""The published helpers, run by Node and Java with tests in their own languages (`make helpers`)."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from order_contract.sandbox import Settings
from order_contract.sandbox.server import Running
from tests import database_servers as servers

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
PUBLISHED = ROOT / "generated/order_contract_generated"
MODULES = HERE / "node_modules"
GUIDE = ROOT / "overrides/codegen/docs/guides/typescript.md"
JACKSON = [Path(f"/usr/share/java/jackson-{part}.jar") for part in ("annotations", "core", "databind")]


def _need(present: bool, advice: str) -> None:
    if not present:
        if os.environ.get(servers.REQUIRED) == "1":
            pytest.fail(advice)
        pytest.skip(advice)


def _run(*command: str | Path, folder: Path) -> str:
    done = subprocess.run(
        [str(part) for part in command],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stdout
    return done.stdout


def test_the_typescript_helper_is_tied_to_generated_types_and_keeps_every_digit(tmp_path: Path) -> None:
    _need(shutil.which("node") is not None and MODULES.exists(), "Node.js and `npm ci` in tests/helpers")
    helper = PUBLISHED / "helpers/typescript/order-contract.ts"
    for source in (helper, HERE / "order-contract.test.ts", HERE / "tsconfig.json"):
        shutil.copy(source, tmp_path)
    (tmp_path / "package.json").write_text('{"type": "module"}')
    (tmp_path / "node_modules").symlink_to(MODULES)
    document = PUBLISHED / "openapi/globale.yaml"
    _run(MODULES / ".bin/openapi-typescript", document, "-o", "schema.d.ts", folder=tmp_path)
    _run(MODULES / ".bin/tsc", "-p", ".", folder=tmp_path)
    shown = _run("node", "--test", "--test-reporter=tap", "out", folder=tmp_path)
    assert "# pass 13\n# fail 0\n" in shown


def test_the_program_of_the_typescript_guide_prints_what_the_guide_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _need(shutil.which("node") is not None and MODULES.exists(), "Node.js and `npm ci` in tests/helpers")
    text = GUIDE.read_text()
    [program], [printed] = (
        re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL) for language in ("ts", "text")
    )
    (tmp_path / "refund.ts").write_text(program)
    (tmp_path / "tsconfig.json").write_text(
        (HERE / "tsconfig.json").read_text().replace("order-contract.test.ts", "refund.ts")
    )
    shutil.copy(PUBLISHED / "helpers/typescript/order-contract.ts", tmp_path)
    (tmp_path / "package.json").write_text('{"type": "module"}')
    (tmp_path / "node_modules").symlink_to(MODULES)
    document = PUBLISHED / "openapi/globale.yaml"
    _run(MODULES / ".bin/openapi-typescript", document, "-o", "schema.d.ts", folder=tmp_path)
    _run(MODULES / ".bin/tsc", "-p", ".", folder=tmp_path)
    with Running("globale", Settings()) as running:
        monkeypatch.setenv("BASE_URL", running.url)
        monkeypatch.setenv("MERCHANT_GUID", running.settings.merchant_guid)
        assert _run("node", "out/refund.js", folder=tmp_path) == printed


def test_the_java_helper_keeps_every_digit_and_finds_each_refusal(tmp_path: Path) -> None:
    _need(
        shutil.which("javac") is not None and all(jar.exists() for jar in JACKSON),
        "A Java compiler and Jackson (Debian: default-jdk-headless libjackson2-databind-java)",
    )
    path = ":".join(map(str, JACKSON))
    sources = (PUBLISHED / "helpers/java/OrderContract.java", HERE / "OrderContractTest.java")
    _run("javac", "-Xlint:all", "-Werror", "-cp", path, "-d", tmp_path, *sources, folder=tmp_path)
    assert (
        _run("java", "-cp", f"{path}:{tmp_path}", "OrderContractTest", folder=tmp_path)
        == "32 passed, 0 failed\n"
    )
