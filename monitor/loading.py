"""What a command loads before it works."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def loading() -> Iterator[None]:
    """Within it no garbage is looked for, and what it leaves is not looked through again, not even at the end.

    Modules and their tables stay to the end of the process. The collector went through them again and again while they
    grew: a fifth of a run that brings nothing new. For what is loaded once: garbage that stands in a ring at its end
    stays as well.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
