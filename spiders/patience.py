"""A limit of computing time for one body.

Some bodies are small and take minutes: an element with 20,000 attributes costs feedparser six seconds, and twice as
many four times that. Nothing else runs meanwhile, so a size limit alone would let one feed eat the run.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import TypeVar

from monitor.errors import TooLarge

_AGAIN_S = 0.5
_Given = TypeVar("_Given")
_Got = TypeVar("_Got")


class _OutOfPatience(BaseException):
    """Not an Exception, so that no parser takes it for a fault of its input."""


@contextmanager
def patience(seconds: float) -> Iterator[None]:
    """Raise TooLarge where the block takes longer. Outside the main thread there are no alarms, and no limit."""
    if threading.current_thread() is not threading.main_thread() or not hasattr(signal, "setitimer"):
        yield
        return
    before = signal.signal(signal.SIGVTALRM, _alarm)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds, _AGAIN_S)
    try:
        yield
    except _OutOfPatience:
        raise TooLarge(f"reading it takes more than {seconds:g} s of computing") from None
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def unhurried(call: Callable[[_Given], _Got], given: _Given) -> _Got:
    """The call's result, with the alarm held: the store must not be interrupted in a transaction."""
    left, _ = signal.setitimer(signal.ITIMER_VIRTUAL, 0) if hasattr(signal, "setitimer") else (0.0, 0.0)
    try:
        return call(given)
    finally:
        if left:
            signal.setitimer(signal.ITIMER_VIRTUAL, left, _AGAIN_S)


def _alarm(_number: int, _frame: FrameType | None) -> None:
    raise _OutOfPatience
