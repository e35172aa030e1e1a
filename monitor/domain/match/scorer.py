"""From features to a probability: logistic regressions whose weights ship as data (tests/fit_matching.py fits them)."""

from __future__ import annotations

import json
import math
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from monitor.domain.match.reading import Reading

_FILES = ("weights.json", "places.tsv", "thesaurus.txt")


@dataclass(frozen=True, slots=True)
class Weights:
    """One regression."""

    bias: float
    weights: Mapping[str, float]

    def log_odds(self, features: Mapping[str, float]) -> float:
        """The log-odds that the pair belongs together."""
        return self.bias + sum([weight * features.get(name, 0.0) for name, weight in self.weights.items()])


def probability(log_odds: float) -> float:
    """Log-odds as a probability."""
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, log_odds))))


def log_odds(probability: float) -> float:
    """A probability between 0 and 1 as log-odds."""
    return math.log(probability / (1 - probability))


def shape(terms: bool, reading: Reading) -> str:
    """Which regression judges the pair: an item with terms or a bare passage, an article with a body or without."""
    item = "terms" if terms else "passage"
    return f"{item}_{'text' if reading.article.body.strip() else 'headline'}"


@cache
def shapes() -> Mapping[str, Weights]:
    """The shipped regressions by shape."""
    return _table("shapes")


@cache
def learning() -> Mapping[str, Weights]:
    """The shipped regressions over an analyst's answers, for items with terms and for bare passages."""
    return _table("learning")


def _table(name: str) -> Mapping[str, Weights]:
    data = json.loads(_read("weights.json"))
    return {key: Weights(entry["bias"], entry["weights"]) for key, entry in data[name].items()}


@cache
def data_version() -> str:
    """Changes with any shipped table."""
    return f"{zlib.crc32(b''.join(_read(name) for name in _FILES)):08x}"


def _read(name: str) -> bytes:
    return files("monitor.domain.match").joinpath(name).read_bytes()
