"""Everything that may go wrong and that the user can mend.

MonitorError
├── ConfigError(file, key)          a setting, a source file or a review's TOML is wrong
├── InputError(source)              a file, page or record that was handed in cannot be read
├── StoreError
│   ├── SchemaOutOfDate             the database was made by another version
│   ├── StoreBusy                   another process holds it
│   └── NotFound                    no such review, item, article or match
├── FetchError                      never escapes a run: it becomes that endpoint's report
│   ├── Blocked                     a wall, a captcha, a refusal
│   ├── NotAFeed                    something else where a feed or sitemap was
│   ├── TooLarge                    over a size, time or count limit
│   └── Unreadable                  broken bytes
├── DeliveryError(transient)        a digest did not reach its reader
│   └── Uncertain                   nobody knows whether it did
└── RunInProgress(owner)            another run holds the lease

The message says what, which file or address, and the cause. Anything else that is raised is a bug and flies.
"""

from __future__ import annotations


class MonitorError(Exception):
    """Base of all errors that the user can mend; its text is one sentence for the user."""


class ConfigError(MonitorError):
    """A configuration file is wrong; names the file and, where known, the key."""

    def __init__(self, cause: str, *, file: str = "", key: str = "") -> None:
        self.cause, self.file, self.key = cause, file, key
        where = ": ".join(part for part in (file, key) if part)
        super().__init__(f"{where}: {cause}" if where else cause)


class InputError(MonitorError):
    """What was handed in (a review, a record, an address) cannot be read."""

    def __init__(self, cause: str, *, source: str = "") -> None:
        self.cause, self.source = cause, source
        super().__init__(f"{source}: {cause}" if source else cause)


class StoreError(MonitorError):
    """The database cannot do what was asked."""


class SchemaOutOfDate(StoreError):
    """The database was made by another version of the program."""


class StoreBusy(StoreError):
    """Another process holds the database."""


class NotFound(StoreError):
    """No such review, item, article or match."""


class FetchError(MonitorError):
    """An endpoint could not be read; becomes its report, never ends a run."""


class Blocked(FetchError):
    """The publisher refused: a wall, a captcha, a robots rule."""


class NotAFeed(FetchError):
    """Something else stood where a feed or a sitemap was expected."""


class TooLarge(FetchError):
    """An answer exceeded a limit of size, time or count."""


class Unreadable(FetchError):
    """The bytes of an answer are broken."""


class DeliveryError(MonitorError):
    """A digest was not delivered; `transient` says whether trying again makes sense."""

    def __init__(self, cause: str, *, transient: bool) -> None:
        self.transient = transient
        super().__init__(cause)


class Uncertain(DeliveryError):
    """The connection ended after the message was handed over: it may have arrived."""

    def __init__(self, cause: str) -> None:
        super().__init__(cause, transient=False)


class RunInProgress(MonitorError):
    """Another process holds the lease of this name."""

    def __init__(self, owner: str, since: str, name: str = "run") -> None:
        self.owner, self.since, self.name = owner, since, name
        super().__init__(f"another one is at it ({name}): {owner}, since {since}; this one does nothing")
