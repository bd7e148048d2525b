"""Edits of the command line and of the package around it, labelled by what a script or an installation that
worked before would do after.
"""

from __future__ import annotations

from typing import NamedTuple

from tests.codegen.breaking.labels import BREAKS, COMPATIBLE, SAME, Label


class CommandEdit(NamedTuple):
    """The body of a function that builds click's group `order-contract`; `group` and `click` are given."""

    name: str
    old: str
    new: str
    label: Label


def option(declaration: str, rest: str = "") -> str:
    return f"@group.command()\n@click.option({declaration})\n{rest}def run(**kwargs): ...\n"


def argument(declaration: str) -> str:
    return f"@group.command()\n@click.argument({declaration})\ndef run(**kwargs): ...\n"


def command(settings: str = "") -> str:
    return f"@group.command({settings})\ndef run(**kwargs): ...\n"


def opt(name: str, old: str, new: str, label: Label) -> CommandEdit:
    return CommandEdit(
        name, option(f"'--a'{old and ', ' + old}"), option(f"'--a'{new and ', ' + new}"), label
    )


def arg(name: str, old: str, new: str, label: Label) -> CommandEdit:
    return CommandEdit(
        name, argument(f"'a'{old and ', ' + old}"), argument(f"'a'{new and ', ' + new}"), label
    )


COMMAND_EDITS = [
    CommandEdit("an option is gone", option("'--a'"), command(), BREAKS),
    CommandEdit("an option is new", command(), option("'--a'"), COMPATIBLE),
    CommandEdit("an option is new and required", command(), option("'--a', required=True"), BREAKS),
    CommandEdit("an option has another name", option("'--a'"), option("'--b'"), BREAKS),
    CommandEdit("a second name is gone", option("'-a', '--all'"), option("'--all'"), BREAKS),
    CommandEdit("the first of two names is gone", option("'--all', '--every'"), option("'--every'"), BREAKS),
    CommandEdit("a second name is new", option("'--all'"), option("'-a', '--all'"), COMPATIBLE),
    CommandEdit("names in another order", option("'-a', '--all'"), option("'--all', '-a'"), SAME),
    CommandEdit("the way to say no is gone", option("'--a/--no-a'"), option("'--a', is_flag=True"), BREAKS),
    CommandEdit("a way to say no is new", option("'--a', is_flag=True"), option("'--a/--no-a'"), COMPATIBLE),
    CommandEdit(
        "a flag is on by default", option("'--a/--no-a'"), option("'--a/--no-a', default=True"), BREAKS
    ),
    CommandEdit(
        "another option of the command is new",
        option("'--a'"),
        option("'--a'", "@click.option('--b')\n"),
        COMPATIBLE,
    ),
    opt("a range ends earlier", "type=click.IntRange(1, 9)", "type=click.IntRange(1, 5)", BREAKS),
    opt("a range ends later", "type=click.IntRange(1, 9)", "type=click.IntRange(1, 12)", COMPATIBLE),
    opt("a range begins later", "type=click.IntRange(1, 9)", "type=click.IntRange(2, 9)", BREAKS),
    opt("a range begins earlier", "type=click.IntRange(1, 9)", "type=click.IntRange(0, 9)", COMPATIBLE),
    opt(
        "a range without its end",
        "type=click.FloatRange(0, 1)",
        "type=click.FloatRange(0, 1, max_open=True)",
        BREAKS,
    ),
    opt("a range where any number would do", "type=int", "type=click.IntRange(1)", BREAKS),
    opt("any number where a range was", "type=click.IntRange(1)", "type=int", COMPATIBLE),
    opt(
        "a range of whole numbers for one of any",
        "type=click.FloatRange(0)",
        "type=click.IntRange(0)",
        BREAKS,
    ),
    opt("a choice is gone", "type=click.Choice(['a', 'b'])", "type=click.Choice(['a'])", BREAKS),
    opt("a choice is new", "type=click.Choice(['a'])", "type=click.Choice(['a', 'b'])", COMPATIBLE),
    opt("choices in another order", "type=click.Choice(['a', 'b'])", "type=click.Choice(['b', 'a'])", SAME),
    opt(
        "a choice in one case only",
        "type=click.Choice(['a'], case_sensitive=False)",
        "type=click.Choice(['a'])",
        BREAKS,
    ),
    opt(
        "a choice in any case",
        "type=click.Choice(['a'])",
        "type=click.Choice(['a'], case_sensitive=False)",
        COMPATIBLE,
    ),
    opt("any text where a choice was", "type=click.Choice(['a'])", "", COMPATIBLE),
    opt("a choice where any text would do", "", "type=click.Choice(['a'])", BREAKS),
    opt("a number where a text was", "", "type=int", BREAKS),
    opt("a text where a number was", "type=int", "", COMPATIBLE),
    opt("a whole number where any was", "type=float", "type=int", BREAKS),
    opt("any number where a whole one was", "type=int", "type=float", COMPATIBLE),
    opt("once only", "multiple=True", "", BREAKS),
    opt("as often as one likes", "", "multiple=True", COMPATIBLE),
    opt("two values", "", "nargs=2", BREAKS),
    opt("three values where two were", "nargs=2", "nargs=3", BREAKS),
    opt("a variable is gone", "envvar='A'", "", BREAKS),
    opt("a variable is new", "", "envvar='A'", COMPATIBLE),
    opt("another variable", "envvar='A'", "envvar='B'", BREAKS),
    opt("one more variable", "envvar='A'", "envvar=['A', 'B']", COMPATIBLE),
    opt("variables in another order", "envvar=['A', 'B']", "envvar=['B', 'A']", BREAKS),
    opt("a file that must exist", "type=click.Path()", "type=click.Path(exists=True)", BREAKS),
    opt("a file that need not exist", "type=click.Path(exists=True)", "type=click.Path()", COMPATIBLE),
    opt("no directory any more", "type=click.Path()", "type=click.Path(dir_okay=False)", BREAKS),
    opt("no file any more", "type=click.Path()", "type=click.Path(file_okay=False)", BREAKS),
    opt("no standard input any more", "type=click.Path(allow_dash=True)", "type=click.Path()", BREAKS),
    opt("a path for a text", "", "type=click.Path()", COMPATIBLE),
    opt("a file in place of a path", "type=click.Path()", "type=click.File('r')", BREAKS),
    opt("another default", "default='a'", "default='b'", BREAKS),
    opt("a default where there was none", "", "default='b'", BREAKS),
    opt("a default of another type", "type=int, default=1", "default='1'", COMPATIBLE),
    opt("required now", "", "required=True", BREAKS),
    opt("required no more", "required=True", "", COMPATIBLE),
    opt("a flag where a value was", "", "is_flag=True", BREAKS),
    opt("a value where a flag was", "is_flag=True", "", BREAKS),
    opt("a flag of another value", "flag_value='a'", "flag_value='b'", BREAKS),
    opt("a value that may be left out", "", "is_flag=False, flag_value='x'", COMPATIBLE),
    opt("a value that may no longer be left out", "is_flag=False, flag_value='x'", "", BREAKS),
    opt("counted", "is_flag=True", "count=True", COMPATIBLE),
    opt("counted no more", "count=True", "is_flag=True", BREAKS),
    opt("asked for when missing", "", "prompt=True", BREAKS),
    opt("hidden", "", "hidden=True", COMPATIBLE),
    opt("hidden no more", "hidden=True", "", COMPATIBLE),
    CommandEdit("a hidden option is gone", option("'--a', hidden=True"), command(), BREAKS),
    opt("a hidden option takes less", "hidden=True, type=float", "hidden=True, type=int", BREAKS),
    opt("deprecated", "", "deprecated=True", COMPATIBLE),
    opt("another help", "help='A'", "help='B'", SAME),
    opt("another name in the help", "metavar='A'", "metavar='B'", SAME),
    opt(
        "fewer ways to write a date",
        "type=click.DateTime(['%Y', '%d'])",
        "type=click.DateTime(['%Y'])",
        BREAKS,
    ),
    CommandEdit("an argument is gone", argument("'a'"), command(), BREAKS),
    CommandEdit("an argument is new and required", command(), argument("'a'"), BREAKS),
    CommandEdit(
        "an argument is new and may be left out", command(), argument("'a', required=False"), COMPATIBLE
    ),
    arg("an argument may be left out", "", "required=False", COMPATIBLE),
    arg("an argument becomes required", "required=False", "", BREAKS),
    arg("any number of arguments", "", "nargs=-1, required=True", COMPATIBLE),
    arg("one argument only", "nargs=-1", "", BREAKS),
    arg("an argument that must exist", "type=click.Path()", "type=click.Path(exists=True)", BREAKS),
    CommandEdit("an argument's own name", argument("'a'"), argument("'b'"), SAME),
    CommandEdit(
        "arguments exchanged",
        "@group.command()\n@click.argument('a', type=int)\n@click.argument('b')\ndef run(**kwargs): ...\n",
        "@group.command()\n@click.argument('b')\n@click.argument('a', type=int)\ndef run(**kwargs): ...\n",
        BREAKS,
    ),
    CommandEdit("a command is gone", command() + command("'other'"), command(), BREAKS),
    CommandEdit("a command is new", command(), command() + command("'other'"), COMPATIBLE),
    CommandEdit("a command has another name", command(), command("'other'"), BREAKS),
    CommandEdit("a command is hidden", command(), command("hidden=True"), COMPATIBLE),
    CommandEdit("a hidden command is gone", command() + command("'other', hidden=True"), command(), BREAKS),
    CommandEdit("a command is described otherwise", command("help='A'"), command("help='B'"), SAME),
    CommandEdit(
        "no more foreign options",
        command("context_settings={'ignore_unknown_options': True}"),
        command(),
        BREAKS,
    ),
    CommandEdit(
        "no more foreign arguments", command("context_settings={'allow_extra_args': True}"), command(), BREAKS
    ),
]


class PackageEdit(NamedTuple):
    """`old` and `new` are files of a project by path; what is not named stays as in PACKAGE."""

    name: str
    old: dict[str, str]
    new: dict[str, str]
    label: Label


PROJECT = """[project]
name = "order-contract"
version = "0.1.0"
requires-python = ">=3.11"
dependencies = ["attrs>=23"]
[project.optional-dependencies]
check = ["hypothesis>=6"]
all = ["order-contract[check]"]
[project.scripts]
order-contract = "order_contract.cli:main"
[project.entry-points.pytest11]
order_contract = "order_contract.plugin"
"""
PLUGIN = """import os
import pytest
@pytest.fixture
def sandbox(): ...
@pytest.fixture(scope="session", name="server")
def _server(): ...
TOKEN = os.environ.get("ORDER_CONTRACT_TOKEN")
def pytest_addoption(parser):
    parser.addoption("--contract-url")
    parser.addini("contract_url", "where")
"""
PLUGIN_PATH = "overrides/order_contract/plugin.py"
PACKAGE = {
    "pyproject.toml": PROJECT,
    PLUGIN_PATH: PLUGIN,
    "overrides/order_contract/py.typed": "",
    "overrides/order_contract/__init__.py": "",
    "overrides/order_contract/cli.py": "",
    "generated/order_contract_generated/__init__.py": "",
    "README.md": "from order_contract import plugin\n",
}


def project(name: str, old: str, new: str, label: Label, path: str = "pyproject.toml") -> PackageEdit:
    assert old in PACKAGE[path], old
    return PackageEdit(name, PACKAGE, {**PACKAGE, path: PACKAGE[path].replace(old, new, 1)}, label)


def plugin(name: str, old: str, new: str, label: Label) -> PackageEdit:
    return project(name, old, new, label, PLUGIN_PATH)


SCRIPT = 'order-contract = "order_contract.cli:main"\n'
PACKAGE_EDITS = [
    project("a script is gone", SCRIPT, "", BREAKS),
    project("a script has another name", SCRIPT, SCRIPT.replace("order-contract", "contract", 1), BREAKS),
    project("a script is new", SCRIPT, SCRIPT + 'oc = "order_contract.cli:main"\n', COMPATIBLE),
    project("a script runs another function", "cli:main", "cli:run", SAME),
    project("pytest's plugin is gone", 'order_contract = "order_contract.plugin"\n', "", BREAKS),
    project(
        "pytest's plugin has another name",
        'order_contract = "order_contract.plugin"',
        'oc = "order_contract.plugin"',
        BREAKS,
    ),
    project("an extra is gone", 'check = ["hypothesis>=6"]\n', "", BREAKS),
    project("an extra has another name", 'check = ["hypothesis', 'checks = ["hypothesis', BREAKS),
    project("an extra is new", "[project.scripts]", 'docs = ["jinja2"]\n[project.scripts]', COMPATIBLE),
    project("an extra brings less", 'all = ["order-contract[check]"]', "all = []", BREAKS),
    project("Python is younger", ">=3.11", ">=3.12", BREAKS),
    project("Python may be older", ">=3.11", ">=3.10", COMPATIBLE),
    project("Python must not be too young", '">=3.11"', '">=3.11,<3.14"', BREAKS),
    project("the same Python in other words", '">=3.11"', '">= 3.11"', SAME),
    project("the package has another name", 'name = "order-contract"', 'name = "contract"', BREAKS),
    project("a variable is gone", "ORDER_CONTRACT_TOKEN", "ORDER_CONTRACT_KEY", BREAKS, PLUGIN_PATH),
    project(
        "a variable is new",
        "TOKEN = ",
        'URL = os.environ.get("ORDER_CONTRACT_URL")\nTOKEN = ',
        COMPATIBLE,
        PLUGIN_PATH,
    ),
    plugin("a fixture is gone", "@pytest.fixture\ndef sandbox(): ...\n", "", BREAKS),
    plugin("a fixture has another name", "def sandbox(", "def box(", BREAKS),
    plugin("a fixture is new", "TOKEN = ", "@pytest.fixture\ndef box(): ...\nTOKEN = ", COMPATIBLE),
    plugin("a fixture lives shorter", 'scope="session", ', "", BREAKS),
    plugin("a fixture that is named aloud", 'name="server"', 'name="servers"', BREAKS),
    plugin("an option of pytest is gone", '    parser.addoption("--contract-url")\n', "", BREAKS),
    plugin("a setting of pytest is gone", '    parser.addini("contract_url", "where")\n', "", BREAKS),
    plugin(
        "an option of pytest is new",
        "    parser.addini",
        '    parser.addoption("--contract-api")\n    parser.addini',
        COMPATIBLE,
    ),
    PackageEdit(
        "the types are gone",
        PACKAGE,
        {key: text for key, text in PACKAGE.items() if "py.typed" not in key},
        BREAKS,
    ),
]


CODES = {"run": {0: "kept", 1: "broken"}}
EXIT_CODE_EDITS = [
    ("an exit code is new", CODES, {"run": {0: "kept", 1: "broken", 3: "hung"}}, COMPATIBLE),
    ("an exit code is gone", CODES, {"run": {0: "kept"}}, BREAKS),
    ("an exit code means another thing", CODES, {"run": {0: "kept", 1: "usage", 4: "broken"}}, BREAKS),
]
