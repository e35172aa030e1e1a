"""Reading a review: the open items that its analyst would have listed."""

from monitor.domain.review.by_hand import due_in_words, key_and_terms
from monitor.domain.review.diff import ReviewDiff, diff, same_review
from monitor.domain.review.reader import read_review

__all__ = ["ReviewDiff", "diff", "due_in_words", "key_and_terms", "read_review", "same_review"]
