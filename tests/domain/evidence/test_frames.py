"""The governing words of frames.toml, each by a headline in which it decides: what was signed, what is only said to be.

A wish, a plan, a doubt or a denial that is taken for the act would close an item falsely, so each word has its case.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from importlib.resources import files

import pytest

from monitor.domain.model import Modality, Signal
from tests.domain.evidence.test_read import read

FRAMES = tomllib.loads(files("monitor.domain.evidence").joinpath("frames.toml").read_text(encoding="utf-8"))
ACTS = {Signal.AGREED, Signal.STARTED, Signal.COMPLETED}
HAVE = {"hasn't", "haven't", "hadn't"}
BE = {"isn't", "aren't", "wasn't", "weren't"}


def words(table: str, *rows: str) -> Iterator[str]:
    for row in rows or FRAMES[table]:
        yield from FRAMES[table][row].split()


def headline(frame: str, word: str) -> str:
    if word in HAVE:
        return f"Ministers {word} signed fishing treaty"
    if word in BE:
        return f"Fishing treaty {word} signed by ministers"
    return frame.format(word, Word=word.capitalize())


def acts(text: str) -> bool:
    signal, modality = read(text, "fishing treaty")
    return signal in ACTS and modality is Modality.PERFORMED


ONLY_SAID = [
    ("Ministers {} to sign fishing treaty", sorted({*words("governors")} - {*words("governors", "performed")})),
    ("Ministers {} sign fishing treaty", sorted({*words("modals")} - {"'ll"})),
    ("Ministers{} sign fishing treaty", ["'ll"]),
    ("Ministers {} sign fishing treaty", sorted({*words("negation")} - {"n't", "nor", "neither", "hardly"})),
    ("Ministers did{} sign fishing treaty", ["n't"]),
    ("Ministers {} signing fishing treaty", sorted({*words("before_ing", "hoped", "negated", "future")})),
    ("{Word}: Ministers sign fishing treaty", sorted({*words("openers")})),
    ("{Word} ministers sign fishing treaty", sorted({*words("questions")})),
    ("Harbour grows {} ministers sign fishing treaty", sorted({*words("clauses", "conditional", "before")})),
    ("Ministers to {} sign fishing treaty", sorted({*words("skipped")})),
]  # fmt: skip
DONE = [
    ("Ministers {} to sign fishing treaty", sorted({*words("governors", "performed")})),
    ("Ministers {} signing fishing treaty", sorted({*words("before_ing", "performed")} - {"end", "ends", "ended"})),
    ("Harbour grows {} ministers sign fishing treaty", sorted({*words("clauses", "background", "contrast")})),
    ("Ministers {} signed fishing treaty", sorted({*words("skipped")} - {"yet", "once", "almost", "nearly"})),
]


@pytest.mark.parametrize("frame,each", ONLY_SAID, ids=[f"{frame}-{each[0]}" for frame, each in ONLY_SAID])
def test_what_is_only_said_is_no_act(frame: str, each: list[str]) -> None:
    assert [text for text in (headline(frame, word) for word in each) if acts(text)] == []


@pytest.mark.parametrize("frame,each", DONE, ids=[f"{frame}-{each[0]}" for frame, each in DONE])
def test_an_act_is_heard_through_what_stands_before_it(frame: str, each: list[str]) -> None:
    assert [text for text in (headline(frame, word) for word in each) if not acts(text)] == []
