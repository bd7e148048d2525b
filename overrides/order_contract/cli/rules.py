"""`order-contract rules`: list what the check holds a server to.

Invariant: what is listed is what the check works with, in its order.
"""

from __future__ import annotations

import json
import sys

import click

from order_contract.check.reports.terminal import Output
from order_contract.check.reports.text import count
from order_contract.check.rulebook import Rule
from order_contract.check.runner import all_rules
from order_contract.cli.help import CliCommand
from order_contract.spec import APIS, Api

_WIDE = 110
"""From so many columns on, there is room for the place of the evidence."""


@click.command(
    "rules",
    cls=CliCommand,
    help="List the rules of the check: what each holds a server to, and how that is known. On a terminal "
    "it is a table; in a pipe, a line for each rule with tabs between id, family, APIs, evidence, source "
    "and sentence.",
    groups={"What is listed": ("api", "as_json")},
    examples=[
        ("order-contract rules --api globale", "a table"),
        ("order-contract rules | cut -f1,6 | grep -i refund", "ids and sentences about refunds"),
        ("order-contract rules --json | jq '.[].id'", "ids, from JSON"),
    ],
)
@click.option("--api", type=click.Choice(APIS), help="Only the rules of one API.")
@click.option("--json", "as_json", is_flag=True, help="As JSON, with everything that is known of a rule.")
def command(api: Api | None, as_json: bool) -> None:
    """List the rules."""
    chosen = [rule for rule in all_rules() if api is None or api in rule.apis]
    if as_json:
        click.echo(json.dumps([_value(rule) for rule in chosen], indent=2, ensure_ascii=False))
    elif sys.stdout.isatty():
        _table(chosen)
    else:
        for rule in chosen:
            click.echo(
                f"{rule.id}\t{rule.family}\t{','.join(rule.apis)}\t{rule.evidence}\t{rule.source}\t{rule.sentence}"
            )


def _value(rule: Rule) -> dict[str, object]:
    return {
        "id": rule.id,
        "sentence": rule.sentence,
        "source": rule.source,
        "evidence": rule.evidence,
        "grade": rule.grade.value,
        "family": rule.family,
        "apis": list(rule.apis),
        "needs": list(rule.needs),
    }


def _table(rules: list[Rule]) -> None:
    from rich import box
    from rich.table import Table

    console = Output()
    wide = console.width >= _WIDE
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("Rule", no_wrap=True, style="bold")
    table.add_column("Holds a server to", ratio=1)
    table.add_column("Known by", style="dim", no_wrap=True)
    if wide:
        table.add_column("Place", style="dim", max_width=30, overflow="fold")
    family = None
    for rule in rules:
        if family not in (None, rule.family):
            table.add_section()
        family = rule.family
        needs = ", ".join(need.partition(".")[2] for need in rule.needs if not need.endswith(".orders"))
        mark = f" [dim](fixtures: {needs})[/dim]" if needs else ""
        table.add_row(
            rule.id,
            f"{rule.sentence}{mark}",
            f"{rule.grade.value}, {rule.evidence}",
            *([rule.source] if wide else []),
        )
    console.print(table)
    console.print(f"{count(len(rules), 'rule')}. --json has everything that is known of them.", style="dim")
