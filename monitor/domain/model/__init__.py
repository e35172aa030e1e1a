"""The values that flow through the house, frozen. One meaning for each name (docs/architecture.md).

Times are aware datetimes in UTC; days are `date`. An item's identity everywhere outside the store is
`"<review slug>/<item key>"`; an article's is the store's integer.
"""

from monitor.domain.model.article import Access, Article, Origin, RawArticle
from monitor.domain.model.drop import Drop
from monitor.domain.model.finding import ADVERSE, Decision, Evidence, Match, Modality, Reason, Role, Signal
from monitor.domain.model.item import Due, Kind, OpenItem, Precision, Proposal, Review
from monitor.domain.model.page import Page, PagePlan, PageReading
from monitor.domain.model.source import Endpoint, EndpointBatch, EndpointKind, Outcome, Source, Validators
from monitor.domain.model.state import Clock, Coverage, State, StatusChange, Verdict

__all__ = [
    "ADVERSE",
    "Access",
    "Article",
    "Clock",
    "Coverage",
    "Decision",
    "Drop",
    "Due",
    "Endpoint",
    "EndpointBatch",
    "EndpointKind",
    "Evidence",
    "Kind",
    "Match",
    "Modality",
    "OpenItem",
    "Origin",
    "Outcome",
    "Page",
    "PagePlan",
    "PageReading",
    "Precision",
    "Proposal",
    "RawArticle",
    "Reason",
    "Review",
    "Role",
    "Signal",
    "Source",
    "State",
    "StatusChange",
    "Validators",
    "Verdict",
]
