"""The rules that may change a status: each has an id, a version and a sentence that is filled with the item's facts."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rule:
    """One way in which a status changes. `sentence` takes {what}, {when}, {who}, {due} and {since}."""

    id: str
    version: str
    sentence: str


_ALL = (
    Rule("review", "1", "Open since the review of {when}; nothing that moves it is known yet."),
    Rule("scheduled", "1", "A date or a plan was reported by {who}: {what}."),
    Rule("agreed", "1", "Agreed, and still to be carried out, as {who} reported."),
    Rule("moving", "1", "It moves: {what}, as {who} reported."),
    Rule("postponed", "1", "Put off to another time, as {who} reported."),
    Rule("in-doubt", "1", "In doubt: {what}, as {who} reported."),
    Rule("off-date", "1", "Off the planned date, as {who} reported; whether for good is not certain yet."),
    Rule("likely-done", "1", "Likely done, as {who} reported; not closed before an independent or official report."),
    Rule("anchor-moved", "2", "The date moves to {due} with {what}, on which it hangs."),
    Rule("anchor-off", "2", "In doubt: it hung on {what}."),
    Rule("suspended", "1", "Suspended, as {who} reported."),
    Rule("silence", "2", "No report since {since}, although {who}."),
    Rule("gap", "2", "No report since {since}, and nobody knows why: {who}."),
    Rule("done", "1", "Done: {what}, as {who} reported."),
    Rule("failed", "1", "Failed: {what}, as {who} reported."),
    Rule("without-result", "1", "It took place and brought no result, as {who} reported."),
    Rule("round-over", "1", "It opened and a round is over, as {who} reported; what it brings is open."),
    Rule("partly-done", "1", "Done in part: {what}, as {who} reported."),
    Rule("superseded", "2", "Replaced by {what}, as {who} reported."),
    Rule("confirmed", "1", "Stands unchallenged two days after it was closed."),
    Rule("disputed", "1", "Closed, but {who} reported otherwise: {what}. A person should look."),
    Rule("reopened", "1", "Closed too early: {who} contradicted it within two days."),
    Rule("reversed", "1", "Done after all: {what}, by the same body that had refused, as {who} reported."),
    Rule("taken-up", "1", "Taken up again by the body that had refused, as {who} reported."),
    Rule("clock", "2", "Against its date, {due}: {what}."),
    Rule("moved", "1", "The date was moved to {due}, as {who} reported."),
    Rule("person", "1", "Decided by {who}: {what}."),
    Rule("undone", "1", "The decision of {who} was taken back."),
)

RULES = {rule.id: rule for rule in _ALL}
