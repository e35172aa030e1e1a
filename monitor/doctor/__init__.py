"""What is wrong with an installation, and what to do about it."""

from monitor.doctor.examine import examine
from monitor.doctor.finding import Finding, Level

__all__ = ["Finding", "Level", "examine"]
