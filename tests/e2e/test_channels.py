"""Every channel but the mail server (test_mail.py has that), from its table in `monitor.toml` to what arrived."""

from __future__ import annotations

import json
import sys
import threading
from collections.abc import Iterator
from email import message_from_bytes, policy
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from tests.e2e.home import Inside, add_settings, imported, prepared

MORNING = "2013-08-08T05:00"
CLOSED = "1 closed (Obama-Putin summit in Moscow: failed)"
SUMMIT = [
    ("bbc", "2013-08-07T06:00:00Z", "White House cancels the Moscow summit"),
    ("reuters", "2013-08-07T07:00:00Z", "Washington calls off the summit in Moscow, and the Kremlin regrets it"),
]


class Chat(BaseHTTPRequestHandler):
    """A chat service that takes Apprise's JSON."""

    told: list[dict[str, str]]

    def do_POST(self) -> None:
        self.told.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        self.send_response(204)
        self.end_headers()

    def log_message(self, format: str, *arguments: object) -> None:
        """Nothing: the test's own output is enough."""


@pytest.fixture
def chat() -> Iterator[HTTPServer]:
    Chat.told = []
    server = HTTPServer(("127.0.0.1", 0), Chat)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.mark.filterwarnings("ignore:'imghdr' is deprecated")  # one of the many services of Apprise imports it
def test_a_maildir_a_command_and_a_chat_get_the_morning_s_digest_once(tmp_path: Path, chat: HTTPServer) -> None:
    command = prepared(tmp_path / "home")
    imported(command, SUMMIT)
    queue = tmp_path / "queue.py"
    queue.write_text("import sys; open(sys.argv[1], 'ab').write(sys.stdin.buffer.read() + b'END')", "utf-8")
    (command.home / "chat.txt").write_text(f"json://127.0.0.1:{chat.server_port}/\n", encoding="utf-8")
    channels = {
        "box": {"type": "monitor.deliver.maildir:MaildirChannel", "path": "Mail"},
        "queue": {
            "type": "monitor.deliver.sendmail:SendmailChannel",
            "command": f"{sys.executable} {queue} {tmp_path / 'queued'}",
        },
        "chat": {"type": "monitor.deliver.apprise:AppriseChannel", "config": "chat.txt"},
    }
    add_settings(command, "".join(_tables(name, keys) for name, keys in channels.items()))
    inside = Inside(command.home)
    for _ in range(2):
        inside("digest", "--send", "--as-of", MORNING)
    (boxed,) = (command.home / "Mail" / "new").iterdir()
    piped = (tmp_path / "queued").read_bytes().split(b"END")
    assert len(piped) == 2 and piped[1] == b"", "one message"
    mails = [message_from_bytes(content, policy=policy.default) for content in (boxed.read_bytes(), piped[0])]
    assert [mail["Subject"] for mail in mails] == [Chat.told[0]["title"]] * 2
    assert len(Chat.told) == 1 and CLOSED in Chat.told[0]["title"] and "White House cancels" in Chat.told[0]["message"]


def _tables(name: str, keys: dict[str, str]) -> str:
    channel = "".join(f"{key} = {json.dumps(value)}\n" for key, value in keys.items())
    return f'\n[channel.{name}]\n{channel}\n[[recipient]]\naddress = "{name}@desk.example"\nchannel = "{name}"\n'
