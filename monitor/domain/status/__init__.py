"""What became of an item: a fold over dated evidence, by named rules, with a clock beside it."""

from monitor.domain.status.clock import clock, due_in_force
from monitor.domain.status.explain import Explanation, Quoted, explain
from monitor.domain.status.fold import VERSION, history
from monitor.domain.status.rules import RULES, Rule
from monitor.domain.status.silence import covered, unread
from monitor.domain.status.transitions import Anchor

__all__ = [
    "RULES",
    "VERSION",
    "Anchor",
    "Explanation",
    "Quoted",
    "Rule",
    "clock",
    "covered",
    "due_in_force",
    "explain",
    "history",
    "unread",
]
