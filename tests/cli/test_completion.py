"""Completion, in the shells themselves."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.processes import ENVIRONMENT, on_a_terminal, order_contract


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A PATH on which the program is."""
    folder = tmp_path_factory.mktemp("bin")
    program = folder / "order-contract"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m order_contract.cli "$@"\n')
    program.chmod(0o755)
    return f"{folder}{os.pathsep}{os.environ['PATH']}"


def script(shell: str, folder: Path) -> Path:
    file = folder / f"completion.{shell}"
    file.write_text(order_contract("completion", shell).stdout)
    return file


def needs(shell: str) -> str:
    program = shutil.which(shell)
    if program is None:
        pytest.skip(f"{shell} is not installed")
    return program


def bash(words: list[str], path: str, folder: Path) -> list[str]:
    code = (
        f"source {script('bash', folder)}; COMP_WORDS=({' '.join(words)}); COMP_CWORD={len(words) - 1};"
        ' _order_contract_completion order-contract; printf "%s\\n" "${COMPREPLY[@]}"'
    )
    done = subprocess.run(
        [needs("bash"), "--norc", "-c", code],
        env={**ENVIRONMENT, "PATH": path},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert done.stderr == ""
    return done.stdout.split()


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        (["order-contract", "se"], ["serve", "selfcheck"]),
        (["order-contract", "spec", "gl"], ["globale"]),
        (["order-contract", "spec", "s2", "--for"], ["--format"]),
        (["order-contract", "fixtures", "l"], ["learn"]),
        (["order-contract", "call", "create_"], ["create_order_refund"]),
        (["order-contract", "check", "--profile", "q"], ["quick"]),
        (["order-contract", "check", "--operation", "Track"], ["TrackOrder"]),
        (["order-contract", "check", "--api", "s2", "--operation", "U"], ["UpdateOrder"]),
        (["order-contract", "check", "--rule", "s2-add"], ["s2-address", "s2-address-each"]),
    ],
)
def test_bash_completes(words: list[str], wanted: list[str], path: str, tmp_path: Path) -> None:
    assert bash(words, path, tmp_path) == wanted


def test_bash_completes_a_key_press(path: str, tmp_path: Path) -> None:
    keys = f"source {script('bash', tmp_path)}\norder-contract sel\t -h | head -1\nexit\n".encode()
    shown = on_a_terminal([needs("bash"), "--norc", "--noprofile", "-i"], keys, PATH=path)
    assert "order-contract selfcheck" in shown
    assert "Usage: order-contract selfcheck [OPTIONS]" in shown


def test_zsh_completes_a_key_press(path: str, tmp_path: Path) -> None:
    setup = f"autoload -U compinit; compinit -u -d {tmp_path / 'dump'}; source {script('zsh', tmp_path)}"
    keys = f"{setup}\norder-contract selfc\t-h | head -1\nexit\n".encode()
    shown = on_a_terminal([needs("zsh"), "-f", "-i"], keys, PATH=path, HOME=str(tmp_path))
    assert "Usage: order-contract selfcheck [OPTIONS]" in shown


def test_fish_completes(path: str, tmp_path: Path) -> None:
    code = f"source {script('fish', tmp_path)}; complete -C 'order-contract se'"
    done = subprocess.run(
        [needs("fish"), "--no-config", "-c", code],
        env={**ENVIRONMENT, "PATH": path, "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert [re.split(r"\s", line)[0] for line in done.stdout.splitlines()] == ["selfcheck", "serve"]
    assert "a server with all twelve operations" in done.stdout


def test_names_of_commands_load_no_command() -> None:
    code = (
        "import sys; from order_contract.cli.program import program;"
        "from click.shell_completion import ShellComplete;"
        "items = ShellComplete(program(), {}, 'order-contract', 'X').get_completions([], 'r');"
        "heavy = {'schemathesis', 'httpx2', 'rich'} & set(sys.modules);"
        "print([item.value for item in items], sorted(heavy))"
    )
    printed = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert printed.strip() == "['replay', 'rules'] []"
