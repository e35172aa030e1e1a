"""Groups of commands whose help cuts no sentence."""

from __future__ import annotations

import click

_LONGEST = 200
"""Characters of a command's first sentence."""


class Group(click.Group):
    """Lists each command with its whole first sentence, where Click would cut it at the line's end."""

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of commands."""
        found = [(name, self.get_command(ctx, name)) for name in self.list_commands(ctx)]
        with formatter.section("Commands"):
            formatter.write_dl([(name, command.get_short_help_str(_LONGEST)) for name, command in found if command])
