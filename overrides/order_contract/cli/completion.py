"""`order-contract completion`: what a shell needs to complete commands, options and their values."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

from order_contract.cli.help import CliCommand

_VARIABLE = "_ORDER_CONTRACT_COMPLETE"


@click.command(
    "completion",
    cls=CliCommand,
    help="Print the script that lets a shell complete commands, options and their values.",
    examples=[
        ('eval "$(order-contract completion bash)"', "bash, in ~/.bashrc"),
        ('eval "$(order-contract completion zsh)"', "zsh, in ~/.zshrc, after compinit"),
        (
            "order-contract completion fish | source",
            "fish, in ~/.config/fish/config.fish",
        ),
    ],
)
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def command(shell: str) -> None:
    """Print it."""
    kind = get_completion_class(shell)
    if kind is None:
        raise click.UsageError(f"click knows no completion of {shell}.")
    # the template of the class, not `source()`: that one starts bash to look at its version
    made = kind(program_root(), {}, "order-contract", _VARIABLE)
    click.echo(made.source_template % made.source_vars())


def program_root() -> click.Command:
    """The program that is completed."""
    return click.get_current_context().find_root().command
