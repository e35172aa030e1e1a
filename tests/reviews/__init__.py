"""Reviews of our own with gold lists: `dev` may be tuned on, `test` is only ever scored."""
