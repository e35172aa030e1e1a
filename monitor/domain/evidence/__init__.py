"""What an article says happened to an item: signals with modality, quoted and anchored."""

from monitor.domain.evidence.classify import classify
from monitor.domain.evidence.read import VERSION, read_evidence

__all__ = ["VERSION", "classify", "read_evidence"]
