"""`order-contract rules`: list what the check holds a server to.

Invariant: what is listed is what the check works with, in its order.
"""

from __future__ import annotations

import json
import sys

import click

from order_contract.check.rulebook import Rule
from order_contract.check.runner import all_rules
from order_contract.spec import APIS, Api


@click.command(
    "rules",
    help="List the rules of the check: id, the sentence that it holds a server to, and where that is said.",
)
@click.option("--api", type=click.Choice(APIS), help="Only those of one API.")
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
        "family": rule.family,
        "apis": list(rule.apis),
        "needs": list(rule.needs),
    }


def _table(rules: list[Rule]) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("rule", no_wrap=True, style="bold")
    table.add_column("holds a server to", ratio=1)
    table.add_column("said in", style="dim", max_width=28, overflow="fold")
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
            f"{rule.source}{'' if rule.evidence == 'documented' else f' ({rule.evidence})'}",
        )
    Console().print(table)
