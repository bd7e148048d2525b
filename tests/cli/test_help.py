"""What the help of each command holds, and what a wrong command line is told."""

from __future__ import annotations

import re
import shlex
from importlib import import_module

import click
import pytest

from order_contract.cli import COMMANDS
from order_contract.cli.exit_codes import EXIT_CODES
from order_contract.cli.help import CliCommand
from order_contract.cli.program import program
from tests.cli.processes import PROGRAM, on_a_terminal, order_contract

NAMES = sorted(COMMANDS)


def command(name: str) -> CliCommand:
    command = import_module(f"order_contract.cli.{COMMANDS[name][0]}").command
    assert isinstance(command, CliCommand)
    return command


def help_of(name: str) -> str:
    root = program()
    parent = click.Context(root, info_name="order-contract")
    return command(name).get_help(click.Context(command(name), info_name=name, parent=parent))


@pytest.mark.parametrize("name", NAMES)
class TestEachCommand:
    def test_has_examples_and_exit_codes_in_its_help(self, name: str) -> None:
        text = click.unstyle(help_of(name))
        assert "\nExamples:\n" in text
        codes = text.partition("\nExit codes:\n")[2]
        assert [int(line.split()[0]) for line in codes.splitlines() if line.strip()] == list(EXIT_CODES[name])

    def test_has_each_option_in_a_group(self, name: str) -> None:
        described = {
            parameter.name: parameter
            for parameter in command(name).params
            if isinstance(parameter, click.Option)
        }
        listed = [option for names in command(name).groups.values() for option in names]
        assert len(set(listed)) == len(listed)
        assert set(listed) <= set(described)
        ungrouped = set(described) - set(listed)
        assert len(ungrouped) <= 4, ungrouped

    def test_gives_examples_that_the_command_itself_takes(self, name: str) -> None:
        for line, _ in command(name).examples:
            own = re.search(rf"order-contract {name}( [^|>)]*)?", line)
            if own is None:
                assert line.startswith(("st ", "order-contract spec ")), line
                continue
            target, arguments = command(name), shlex.split(own[1] or "")
            if isinstance(target, click.Group):
                target.make_context(name, arguments)
                continue
            target.make_context(name, arguments)

    def test_fits_the_terminal(self, name: str) -> None:
        context = click.Context(command(name), info_name=name, terminal_width=80)
        lines = click.unstyle(command(name).get_help(context)).splitlines()
        assert [line for line in lines if len(line) > 80 and "order-contract" not in line] == []


def test_the_short_option_works_everywhere() -> None:
    for arguments in ([], ["rules"], ["fixtures"], ["fixtures", "learn"], ["completion"]):
        long, short = (order_contract(*arguments, option) for option in ("--help", "-h"))
        assert (short.returncode, short.stdout) == (0, long.stdout)
        assert short.stdout.startswith("Usage: order-contract")


def test_without_a_command_the_help_is_shown_and_the_code_is_2() -> None:
    bare = order_contract()
    assert (bare.returncode, bare.stdout) == (2, "")
    assert "Usage: order-contract [OPTIONS] COMMAND" in bare.stderr
    assert bare.stderr.count("order-contract serve") == 1


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ("chek", "order-contract: there is no command chek; did you mean check?"),
        ("zzz", "order-contract: there is no command zzz; pass call, notify, "),
        ("rules --apl s2", "order-contract rules: there is no option --apl; did you mean --api?"),
        ("rules --api globl", "--api: got globl; pass globale, merchant or s2; did you mean globale?"),
        ("rules --api", "order-contract rules: --api needs a value."),
        ("serve --port x", "order-contract serve: --port: got x; pass a whole number from 0 to 65535."),
        ("serve --port 99999", "--port: got 99999; pass a whole number from 0 to 65535."),
        ("serve --merchant-guid=", "--merchant-guid: got an empty string; pass one that is not empty."),
        ("serve --log=1", "order-contract serve: --log takes no value."),
        ("spec", "order-contract spec: API is required; pass globale, merchant or s2."),
        ("spec s2 --openapi 2.0", "order-contract spec: --openapi: got 2.0; pass 3.1 or 3.0"),
        ("check x --profile qick", "--profile: got qick; pass quick, default or deep; did you mean quick?"),
        ("check x --api s2 --seed y", "order-contract check: --seed: got y; pass a whole number."),
        ("check x --api s2 --timeout 0", "--timeout: got 0.0; pass a number from 0.1 to 3600."),
        ("completion csh", "order-contract completion: SHELL: got csh; pass bash, zsh or fish"),
        ("call create_order_refnd", "no method create_order_refnd; did you mean create_order_refund?"),
        (
            "serve --chaos nowhere.json",
            "serve: --chaos: cannot read nowhere.json: No such file or directory;",
        ),
        (
            "serve --host 192.0.2.1 --port 0",
            "Pass an address of this machine with --host, such as 127.0.0.1.",
        ),
        ("check x --api s2 --token t --organization o --against y", "--against got a text without http://"),
        ("notify x --order - --attempts 99", "--attempts: got 99; pass a whole number from 1 to 20."),
    ],
)
def test_a_wrong_command_line_is_reported_in_a_sentence(arguments: str, sentence: str) -> None:
    done = order_contract(*arguments.split())
    assert (done.returncode, done.stdout) == (2, "")
    assert sentence in done.stderr
    assert "?." not in done.stderr
    assert "Error:" not in done.stderr


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--operation", "TrakOrder"), "globale has no operation TrakOrder; did you mean TrackOrder?"),
        (("--rule", "refuse-invlid"), "globale has no rule refuse-invlid; did you mean refuse-invalid?"),
    ],
)
def test_a_name_nearly_right_is_reported(arguments: tuple[str, ...], sentence: str) -> None:
    given = ("check", "http://127.0.0.1:9", "--api", "globale", "--guid", "g", *arguments)
    done = order_contract(*given)
    assert (done.returncode, sentence in done.stderr) == (2, True), done.stderr


class TestColors:
    LINE = (*PROGRAM, "fixtures", "-h")

    def test_a_terminal_gets_them(self) -> None:
        assert "\x1b[1mCommands:\x1b[0m" in on_a_terminal(self.LINE)

    def test_they_are_left_out_on_request(self) -> None:
        assert "\x1b" not in on_a_terminal(self.LINE, NO_COLOR="1")
        assert "\x1b" not in on_a_terminal(self.LINE, TERM="dumb")
        assert "\x1b" not in on_a_terminal((*PROGRAM, "--no-color", "fixtures", "-h"))
        assert "\x1b" not in on_a_terminal((*PROGRAM, "fixtures", "--no-color", "-h"))

    def test_a_pipe_gets_none(self) -> None:
        assert "\x1b" not in order_contract("fixtures", "-h").stdout


class TestRules:
    def test_on_a_terminal_a_table(self) -> None:
        shown = on_a_terminal((*PROGRAM, "rules", "--api", "s2"), COLUMNS="80", NO_COLOR="1")
        assert re.search(r"Rule +Holds a server to +Known by", click.unstyle(shown))
        assert "\x1b[3" not in shown
        assert "\t" not in shown

    def test_without_colours_where_they_are_not_wanted(self) -> None:
        shown = on_a_terminal((*PROGRAM, "rules", "--api", "s2", "--no-color"), COLUMNS="80")
        assert "\x1b[3" not in shown

    def test_in_a_pipe_lines_with_tabs(self) -> None:
        lines = order_contract("rules", "--api", "s2").stdout.splitlines()
        assert {line.count("\t") for line in lines} == {5}
        assert any(line.startswith("s2-order\t") for line in lines)
