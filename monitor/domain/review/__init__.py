"""Reading a review: the open items that its analyst would have listed."""

from monitor.domain.review.diff import ReviewDiff, diff
from monitor.domain.review.reader import read_review

__all__ = ["ReviewDiff", "diff", "read_review"]
