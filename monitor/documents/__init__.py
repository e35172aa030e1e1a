"""Containers of a review (text, HTML, DOCX, PDF, an address, standard input) in, plain text out."""

from monitor.documents.read import read_document
from monitor.documents.values import Document, Kind

__all__ = ["Document", "Kind", "read_document"]
