"""Chat and push services by Apprise, an extra of the installation: Slack, Matrix, Telegram, ntfy and many others."""

from __future__ import annotations

from email import message_from_bytes, policy
from pathlib import Path

from monitor.errors import ConfigError, DeliveryError, Uncertain


class AppriseChannel:
    """The services that a file of Apprise names. Implements `monitor.app.ports.Channel`.

    Addresses of chat services hold secrets: so they stand in a file of their own (Apprise's text or YAML), never in
    monitor.toml.
    """

    def __init__(self, config: Path) -> None:
        """ConfigError where Apprise is not installed or the file names no service."""
        try:
            from apprise import Apprise, AppriseConfig
        except ImportError as error:
            raise ConfigError("Apprise is not installed; pip install 'followup-monitor[chat]'") from error
        if not config.is_file():
            raise ConfigError(f"no such file of Apprise addresses: {config}")
        self._services = Apprise()
        self._services.add(AppriseConfig(paths=[str(config)]))
        if not self._services:
            raise ConfigError(f"{config} names no service that Apprise knows")

    def send(self, message: bytes, recipient: str) -> None:
        """Subject and written text to every service, cut by Apprise where a service takes less."""
        mail = message_from_bytes(message, policy=policy.default)
        text = mail.get_body(("plain",))
        body = str(text.get_content()) if text is not None else ""
        told = self._services.notify(title=str(mail["Subject"] or ""), body=body, body_format="text")
        if told:
            return
        said = f"{told.failed_count} of {len(self._services)} services of Apprise did not take the message"
        if told.timeout_count:
            raise Uncertain(f"{said}; {told.timeout_count} did not answer in time")
        # Where one of several has it already, sending it again would double it there.
        raise DeliveryError(said, transient=told.success_count == 0)
