"""What an article says happened to an item: signals with modality, quoted and anchored.

Its parts are loaded when they are asked for: statuses are folded in every run, and need only the words of degree.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from monitor.domain.evidence.read import VERSION, read_evidence

__all__ = ["VERSION", "read_evidence"]


def __getattr__(name: str) -> Any:
    """The part that bears this name."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.read"), name)
