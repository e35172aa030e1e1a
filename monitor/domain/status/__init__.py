"""What became of an item: a fold over dated evidence, by named rules, with a clock beside it."""

from monitor.domain.status.clock import clock, due_in_force
from monitor.domain.status.explain import Explanation, Quoted, explain
from monitor.domain.status.fold import VERSION, history
from monitor.domain.status.rules import RULES, Rule

__all__ = [
    "RULES",
    "VERSION",
    "Explanation",
    "Quoted",
    "Rule",
    "clock",
    "due_in_force",
    "explain",
    "history",
]
