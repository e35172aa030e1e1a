"""Digest and report texts."""
