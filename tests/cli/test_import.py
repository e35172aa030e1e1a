"""What a line of an archive becomes, and what of it is refused."""

from __future__ import annotations

import json

import pytest

from monitor.app.imports import read_record
from monitor.errors import InputError

GOOD = {"source": "bbc", "url": "https://bbc.example/1", "title": "Talks open", "published": "2024-05-01"}


@pytest.mark.parametrize(
    ("key", "given", "kept"),
    [
        ("title", "Talks\x1b[31m open\x07", "Talks [31m open"),
        ("title", "Talks\n open", "Talks open"),
        ("source", "b\nbc", "b bc"),
        ("summary", "One.\n\nTwo\x00.", "One.\n\nTwo ."),
        ("title", "\ud800", "?"),
    ],
)
def test_no_text_commands_a_terminal(key: str, given: str, kept: str) -> None:
    assert getattr(read_record(json.dumps(GOOD | {key: given})), key) == kept


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"url": "javascript:alert(1)"}, "url: no http or https address"),
        ({"title": " \x00 "}, "title: missing"),
        ({"published": "0000-01-01"}, "published: "),
        ({"title": ["a"]}, "title: text is expected, not list"),
        ({"url": ""}, "a record needs a url or an external_id"),
        ({"url": "https://me:secret@bbc.example/1"}, "url: a name or a password stands in it"),
        ({"url": f"https://bbc.example/{'x' * 4_000}"}, "url: 4020 characters, where 4000 are the most"),
        ({"external_id": "x" * 501}, "external_id: 501 characters, where 500 are the most"),
        ({"source": "b" * 101}, "source: 101 characters, where 100 are the most"),
    ],
)
def test_what_is_no_record_is_told_by_its_key(change: dict[str, object], said: str) -> None:
    with pytest.raises(InputError, match=said):
        read_record(json.dumps(GOOD | change))
