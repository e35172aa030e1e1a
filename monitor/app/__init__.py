"""Use cases as functions of `App`; `ports` says what they need."""
