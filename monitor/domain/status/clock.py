"""Where an item stands against its deadline: a pure function, never stored, never an opinion."""

from __future__ import annotations

from datetime import date, timedelta

from monitor.domain.model import Clock, Due, OpenItem, Precision, State

SOON = 7
"""Days before the deadline from which it is due soon."""
_GRACE = {Precision.DAY: 0, Precision.WEEK: 1, Precision.MONTH: 3, Precision.QUARTER: 7, Precision.YEAR: 14}
"""Days that a deadline written by the week or month is given before it counts as missed: nobody meant its last day."""
_SHORT = 3
"""A span of at most so many days is due on each of them."""


def clock(
    item: OpenItem, state: State, as_of: date, *, due: Due | None = None, ended: date | None = None, moved: bool = False
) -> Clock:
    """The clock of an item at the end of day `as_of`.

    `due` is the deadline in force where evidence moved it (default: the item's own, `moved` says that it was);
    `ended` the day on which it was done, as far as known (default: `as_of`).
    """
    due = due or item.due
    if due is None or due.latest is None:
        return Clock.NONE
    if state in (State.DONE, State.PARTLY_DONE):
        return Clock.MET if (ended or as_of) <= due.latest else Clock.MET_LATE
    return Clock.NONE if state.terminal else _open(due, due.latest, as_of, moved)


def _open(due: Due, latest: date, as_of: date, moved: bool) -> Clock:
    if as_of > latest:
        return Clock.OVERDUE if as_of > latest + timedelta(days=_GRACE[due.precision]) else Clock.GRACE
    short = due.earliest is not None and (latest - due.earliest).days < _SHORT
    if as_of == latest or (short and due.earliest is not None and due.earliest <= as_of):
        return Clock.DUE_TODAY
    if (latest - as_of).days <= SOON:
        return Clock.DUE_SOON
    return Clock.MOVED if moved else Clock.AHEAD


def turning_days(due: Due | None) -> tuple[date, ...]:
    """The days on which the clock of an open item may change, in order."""
    if due is None or due.latest is None:
        return ()
    after = _GRACE[due.precision] + 1
    days = [due.latest + timedelta(days=n) for n in (-SOON, 0, 1, after)]
    if due.earliest is not None and (due.latest - due.earliest).days < _SHORT:
        days.append(due.earliest)
    return tuple(sorted(set(days)))


def due_in_force(item: OpenItem, moved_to: Due | None) -> Due | None:
    """The deadline that counts: the one that evidence set, else the review's."""
    return moved_to or item.due
