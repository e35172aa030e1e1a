"""Containers of a review (text, HTML, DOCX, PDF, an address) in, plain text out."""
