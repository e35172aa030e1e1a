"""English inflection, as far as the reader's own verbs need it."""

from __future__ import annotations

from functools import lru_cache

_IRREGULAR = {
    "be": "is are was were been being", "break": "broke broken", "catch": "caught", "drive": "drove driven", "forget": "forgot forgotten",
    "hide": "hid hidden", "ring": "rang rung", "send": "sent", "shoot": "shot", "sign-off": "signed-off", "spend": "spent",
    "steal": "stole stolen", "teach": "taught", "throw": "threw thrown", "wear": "wore worn", "bear": "bore borne",
    "foresee": "foresaw foreseen", "shake": "shook shaken", "sing": "sang sung", "sink": "sank sunk", "slide": "slid",
    "split": "split", "spread": "spread", "stick": "stuck", "have": "had", "do": "did done", "burn": "burnt", "become": "became become", "begin": "began begun", "bid": "bid", "bring": "brought",
    "build": "built", "buy": "bought", "choose": "chose chosen", "come": "came come", "cut": "cut", "deal": "dealt",
    "dine": "dined", "draw": "drew drawn", "fall": "fell fallen", "feel": "felt", "fight": "fought", "find": "found",
    "fly": "flew flown", "freeze": "froze frozen", "get": "got gotten", "give": "gave given", "go": "went gone",
    "grow": "grew grown", "hear": "heard", "hold": "held", "keep": "kept", "know": "knew known", "lay": "laid",
    "lead": "led", "leave": "left", "lend": "lent", "let": "let", "lose": "lost", "make": "made", "mean": "meant",
    "meet": "met", "pay": "paid", "put": "put", "quit": "quit", "read": "read", "rise": "rose risen", "run": "ran run",
    "say": "said", "see": "saw seen", "seek": "sought", "sell": "sold", "set": "set", "shrink": "shrank shrunk",
    "sit": "sat", "sound": "sounded", "speak": "spoke spoken", "spin": "spun", "stand": "stood", "step": "stepped",
    "strike": "struck", "swear": "swore sworn", "take": "took taken", "tell": "told", "think": "thought", "tear": "torn",
    "undertake": "undertook undertaken", "uphold": "upheld", "overturn": "overturned", "win": "won", "withdraw":
    "withdrew withdrawn", "write": "wrote written", "rewrite": "rewrote rewritten", "redraw": "redrew redrawn",
    "repay": "repaid", "convene": "convened", "show": "showed shown", "drop": "dropped", "ship": "shipped", "plan": "planned",
    "ban": "banned", "commit": "committed", "admit": "admitted", "permit": "permitted", "submit": "submitted", "veto":
    "vetoed", "scrap": "scrapped", "refer": "referred", "transfer": "transferred", "tap": "tapped", "swap": "swapped",
    "acquit": "acquitted", "unfreeze": "unfroze unfrozen", "phase": "phased", "kick": "kicked", "hit": "hit",
}  # fmt: skip
_DOUBLING = frozenset(
    [
        "admit",
        "acquit",
        "ban",
        "bid",
        "commit",
        "cut",
        "drop",
        "get",
        "hit",
        "let",
        "permit",
        "plan",
        "put",
        "quit",
        "refer",
        "run",
        "scrap",
        "set",
        "ship",
        "sit",
        "slip",
        "spin",
        "step",
        "stop",
        "submit",
        "swap",
        "tap",
        "transfer",
        "win",
        "begin",
    ]
)


def third_person(base: str) -> str:
    """runs, publishes, carries; the verb of "set-up" is its first part."""
    verb, dash, particle = base.partition("-")
    if verb in ("be", "have", "do", "go"):
        one = {"be": "is", "have": "has", "do": "does", "go": "goes"}[verb]
    elif verb.endswith(("s", "x", "z", "ch", "sh")):
        one = verb + "es"
    elif verb.endswith("y") and verb[-2:-1] not in "aeiou":
        one = verb[:-1] + "ies"
    else:
        one = verb + "s"
    return one + dash + particle


def participles(base: str) -> tuple[str, ...]:
    """Past forms: published, held, set-up."""
    verb, dash, particle = base.partition("-")
    if verb in _IRREGULAR:
        past = _IRREGULAR[verb].split()
    elif verb.endswith("e"):
        past = [verb + "d"]
    elif verb.endswith("y") and verb[-2:-1] not in "aeiou":
        past = [verb[:-1] + "ied"]
    else:
        past = [verb + (verb[-1] if verb in _DOUBLING else "") + "ed"]
    if verb.endswith("cel"):
        past.append(verb + "led")
    return tuple(form + dash + particle for form in past)


def gerund(base: str) -> str:
    """publishing, setting-up."""
    verb, dash, particle = base.partition("-")
    if verb.endswith("ie"):
        one = verb[:-2] + "ying"
    elif verb.endswith("e") and not verb.endswith(("ee", "oe")) and verb != "be":
        one = verb[:-1] + "ing"
    else:
        one = verb + (verb[-1] if verb in _DOUBLING else "") + "ing"
    return one + dash + particle


def forms(base: str) -> frozenset[str]:
    """All forms of a verb."""
    return frozenset({base, third_person(base), gerund(base), *participles(base)})


@lru_cache(maxsize=1)
def irregular_pasts() -> frozenset[str]:
    """All irregular past forms that are known and differ from their base."""
    return frozenset(form for base, past in _IRREGULAR.items() for form in past.split() if form != base) - {
        "is",
        "are",
        "being",
    }
