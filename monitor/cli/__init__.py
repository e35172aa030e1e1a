"""Commands and exit codes; the only room that prints."""

from __future__ import annotations

import sys

from monitor.loading import loading


def main() -> None:
    """The console command `followup`."""
    with loading():
        from monitor.cli.program import run_program

    sys.exit(run_program(sys.argv[1:]))
