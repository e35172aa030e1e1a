"""SQLAlchemy rows in, domain values out."""
