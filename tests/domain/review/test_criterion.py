"""What counts as done, in one sentence: a table of titles."""

from __future__ import annotations

import pytest

from monitor.domain.model import Kind
from monitor.domain.review.criterion import criterion_of


@pytest.mark.parametrize(
    ("title", "kind", "sentence"),
    [
        ("Whether a second test is needed", Kind.EVENT, "It is settled whether a second test is needed."),
        ("Who will staff it", Kind.PROCESS, "It is settled who will staff it."),
        ("Hospitals: nothing decided", Kind.PROCESS, "A decision on Hospitals is made public."),
        ("Port to publish its plan", Kind.OBLIGATION, "Port publishes its plan."),
        ("Team to settle it and to print a list", Kind.AGREEMENT, "Team settles it and prints a list."),
        ("Terms to be agreed with the board", Kind.PROCESS, "Terms are agreed with the board."),
        ("Footbridge: to be decided with the budget", Kind.PROCESS, "Footbridge is decided with the budget."),
        ("Propose names", Kind.OBLIGATION, "The parties propose names."),
        ("Ruling expected", Kind.EVENT, "Ruling takes place."),
        ("Riga slots: ruling expected", Kind.EVENT, "Riga slots: ruling takes place."),
        ("Working group on pensions", Kind.MECHANISM, "Working group on pensions is set up and at work."),
        ("Ban on payments", Kind.DECISION, "Ban on payments is decided and made public."),
        ("Signature of the lake charter", Kind.AGREEMENT, "The lake charter is signed."),
        ("Signing of accords with Chad", Kind.EVENT, "Accords with Chad are signed."),
        ("Text stays open for signature", Kind.AGREEMENT, "Text stays open for signature."),
        ("Authority wants more documents", Kind.MECHANISM,
         "It is settled what becomes of this: Authority wants more documents."),
    ],
)  # fmt: skip
def test_a_criterion_is_one_sentence(title: str, kind: Kind, sentence: str) -> None:
    assert criterion_of(title, kind) == sentence


def test_what_is_expected_not_to_happen_is_said_so() -> None:
    assert criterion_of("Port not to bid again", Kind.OBLIGATION, negative=True) == "Port does not bid again."
