"""Pure functions and frozen values. No clock, no I/O, no logging."""
