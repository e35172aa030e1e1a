"""Follow-up monitor: what became of the things that a review left open."""
