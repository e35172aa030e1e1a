"""The role of a clause's dates: which of them says until when."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta

from monitor.domain.dates import DateMention, Order, Tense, find_dates
from monitor.domain.model import Due, Precision

_PAST_LEAD = re.compile(
    r"\b(?:expired|ended|lapsed|closed|opened|signed|held|met|agreed|announced|published|released|issued|filed|adopted"
    r"|approved|launched|started|began|took place|took effect|dated|since|passed|ratified|reached|posted|collapsed|failed"
    r"|elected|appointed|voted|ruled|said|told|was|were|broke|resigned|struck|won|lost|fell|rose|cut|raised)\b[^,;]{0,25}$",
    re.IGNORECASE,
)
_LEADS = {"by": 5, "until": 4, "till": 4, "before": 4, "no later than": 5, "not later than": 5, "within": 4, "ahead of": 3, "on": 3,
          "between": 2, "at": 1, "in": 1, "from": 1, "starting": 1, "effective": 1, "after": 0, "for": 0, "since": -9}  # fmt: skip
_DURATION = re.compile(
    r"\b(?:guarantees?|until then|through|valid|runs|lasting|guaranteed|protection|freeze|frozen|mandate|term|tenure"
    r"|funding|financing|budget|contract|target|targets|goals?|obligations?|a year|per year|capacity)\b[^,;]{0,20}$",
    re.IGNORECASE,
)
_GRACE = timedelta(1)


def dates_ahead(clause: str, *, day: date, order: Order) -> tuple[DateMention, ...]:
    """The clause's dates that lie ahead of `day` or are vague, and whose words do not say that they are past."""
    return tuple(
        mention
        for mention in find_dates(clause, day=day, order=order, tense=Tense.FUTURE)
        if mention.preposition != "since"
        and (mention.latest is None or mention.latest >= day - _GRACE)
        and not (mention.earliest is None and mention.latest is not None)
        and not _is_past(clause, mention, day)
    )


def _is_past(clause: str, mention: DateMention, day: date) -> bool:
    """ "ended on Tuesday", "yesterday", "last week"; a date with its year that lies ahead never is."""
    if mention.latest and mention.earliest and mention.absolute and re.search(r"\d{4}", mention.text):
        return mention.latest < day
    if re.match(r"(?:last|yesterday|past|previous)\b", mention.text, re.IGNORECASE):
        return True
    bare = not re.match(r"(?:next|this|coming|tomorrow|later)\b", mention.text, re.IGNORECASE)
    weak = not mention.absolute or mention.preposition in ("on", "in", "")
    return (
        bare
        and weak
        and mention.preposition not in ("by", "until", "before", "within")
        and bool(_PAST_LEAD.search(clause[: mention.start]))
    )


def due_of(clause: str, ahead: Sequence[DateMention], cue_end: int) -> Due | None:
    """The deadline among the dates ahead: led by "by" or "until" rather than "in", then the one nearest to the cue."""
    ranked = sorted(
        (mention for mention in ahead if not _lasts(clause, mention)),
        key=lambda mention: (
            mention.latest is None,
            -_LEADS.get(mention.preposition, 1),
            abs(mention.start - cue_end),
        ),
    )
    if not ranked:
        return None
    best = ranked[0]
    text = clause[best.start : best.end]
    if best.preposition == "after":
        return Due(best.earliest, None, f"after {text}", best.precision)
    return Due(best.earliest, best.latest, text, best.precision)


def _lasts(clause: str, mention: DateMention) -> bool:
    """ "job guarantees until 2030" says how long, not by when."""
    return (
        mention.preposition in ("until", "for", "through", "till", "over")
        and not re.search(
            r"\b(?:has|have|given|gave|had|extended|open|adjourned|postponed|delayed|deadline)\b[^,;]{0,30}$",
            clause[: mention.start],
        )
    ) or (mention.preposition in ("over", "for") and mention.precision is Precision.YEAR)
