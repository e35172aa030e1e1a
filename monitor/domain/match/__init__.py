"""Is this article follow-up coverage of that item? A pure function of items, answers, article and shipped weights."""

from monitor.domain.match.alias import tells_nothing
from monitor.domain.match.explain import explain, why_not
from monitor.domain.match.matcher import POSSIBLE, VERSION, WEAK, Matcher, candidates_query, passed_over
from monitor.domain.match.profile import Profile
from monitor.domain.match.propose import AliasProposal, propose

__all__ = [
    "POSSIBLE",
    "VERSION",
    "WEAK",
    "AliasProposal",
    "Matcher",
    "Profile",
    "candidates_query",
    "explain",
    "passed_over",
    "propose",
    "tells_nothing",
    "why_not",
]
