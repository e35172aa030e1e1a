"""Mail by the machine's own sendmail command, which queues it (Postfix, Exim, msmtp and others bring one)."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess

from monitor.errors import ConfigError, DeliveryError, Uncertain

_AGAIN = (os.EX_TEMPFAIL, os.EX_UNAVAILABLE, os.EX_OSERR, os.EX_IOERR)


class SendmailChannel:
    """A command such as `/usr/sbin/sendmail -i -f followup@desk.example`. Implements `monitor.app.ports.Channel`."""

    def __init__(self, command: str, *, timeout_s: float = 60) -> None:
        """The command is split like a shell would and never run by one; ConfigError where it is empty or unbalanced."""
        try:
            self._command = shlex.split(command)
        except ValueError as error:
            raise ConfigError(f"the sendmail command cannot be read: {error}") from error
        if not self._command:
            raise ConfigError("the sendmail command is empty")
        if timeout_s <= 0:
            raise ConfigError(f"timeout_s is more than 0 s, not {timeout_s:g}")
        self._timeout = timeout_s

    def send(self, message: bytes, recipient: str) -> None:
        """Run the command with the message as its input; its exit code (sysexits) says what became of it."""
        name = self._command[0]
        try:
            done = subprocess.run(  # noqa: S603 - the user's own command, without a shell
                [*self._command, "--", recipient],
                input=message.replace(b"\r\n", b"\n"),  # sendmail takes the system's own line ends
                capture_output=True,
                timeout=self._timeout,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise Uncertain(f"{name} did not end within {self._timeout:g} s") from error
        except (OSError, ValueError) as error:
            raise DeliveryError(f"{name} cannot be run: {error}", transient=True) from error
        if done.returncode != os.EX_OK:
            said = " ".join(done.stderr.decode("utf-8", "replace").split())[:200]
            cause = f"{name} ended with {done.returncode}: {said or 'no reason given'}"
            raise DeliveryError(cause, transient=done.returncode in _AGAIN)

    def check(self) -> None:
        """See `monitor.app.ports.Examinable`: whether there is such a command."""
        if shutil.which(self._command[0]) is None:
            raise DeliveryError(f"{self._command[0]} is no command of this machine", transient=False)
