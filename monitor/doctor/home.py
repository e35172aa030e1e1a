"""The home: its settings, sources and reviews, and the database."""

from __future__ import annotations

from collections.abc import Iterator

from monitor.doctor.finding import Finding, Level
from monitor.errors import ConfigError, SchemaOutOfDate, StoreError
from monitor.settings.home import Home
from monitor.settings.main import MonitorFile, read_settings
from monitor.settings.secrets import read_keys
from monitor.settings.shelf import FolderShelf
from monitor.settings.sources import read_sources

_MEND = "mend it there; docs/configuration.md has every key"


def settings(home: Home) -> tuple[MonitorFile | None, list[Finding]]:
    """`monitor.toml`, None where it cannot be read, and what is to be said of it."""
    try:
        file = read_settings(home.config)
    except ConfigError as error:
        return None, [Finding("settings", Level.BROKEN, str(error), _MEND)]
    found = [Finding("settings", Level.OK, f"{home.config}; recipients: {len(file.recipient)}")]
    if not file.fetch.contact:
        said = "publishers are not told how to reach you"
        found.append(Finding("settings", Level.NOTE, said, f"fill in contact under [fetch] in {home.config}"))
    if not file.recipient:
        do = f"describe a [[recipient]] in {home.config} (docs/operations.md#mail)"
        found.append(Finding("settings", Level.NOTE, "nobody is to get the digest", do))
    return file, found


def files(home: Home) -> Iterator[Finding]:
    """The files of sources and reviews: what cannot be read, what is cited and not described, or that all is well."""
    sources, wrong = read_sources(home.sources)
    shelf, broken = FolderShelf(home.reviews).load()
    for error in (*wrong, *broken):
        yield Finding("files", Level.BROKEN, str(error), f"{_MEND}; until then it is left out")
    for error in read_keys(sources.values(), home.keys)[1]:
        do = "make it readable for the home's owner, or take it away; until then its endpoints rest"
        yield Finding("files", Level.TROUBLE, str(error), do)
    for review, _ in shelf:
        if not review.sources:
            said = f"review {review.slug!r} cites no source, so nothing is read for it"
            known = ", ".join(sorted(sources)) or "none"
            do = f"name some as sources = [...] under [review] in its file; there are: {known}"
            yield Finding("files", Level.TROUBLE, said, do)
        for key in review.sources:
            if key not in sources:
                said = f"review {review.slug!r} cites {key!r}, which no file in {home.sources} describes"
                do = f"followup sources add ADDRESS --write, with key = {key!r}; or take it out of [review] sources"
                yield Finding("files", Level.TROUBLE, said, do)
    if not shelf and not broken:
        yield Finding("files", Level.NOTE, "no review is there, so nothing is followed", "followup review add FILE")
    elif not wrong and not broken:
        items = sum(not item.closed for _, every in shelf for item in every)
        said = f"sources: {len(sources)}; reviews: {len(shelf)}, with {items} open items"
        yield Finding("files", Level.OK, said)


def database(home: Home) -> Finding:
    """Version, integrity, references and search index of the database."""
    from monitor.store.kept import newest_backup
    from monitor.store.migrate import HEAD, check

    kept = newest_backup(home.database)
    try:
        check(home.database)
    except SchemaOutOfDate as error:
        do = "followup db upgrade" + (f"; or, where it was lost: followup db restore {kept}" if kept else "")
        newer = "newer" in str(error)
        return Finding("database", Level.BROKEN, str(error), "install the newer program" if newer else do)
    except StoreError as error:
        do = f"followup db restore {kept}" if kept else "followup db restore FILE; there is no backup in the home"
        if "restore" not in str(error):  # nothing is damaged: it cannot be opened, or another holds it
            do = "mend that, then: followup db check"
        return Finding("database", Level.BROKEN, str(error), do)
    return Finding("database", Level.OK, f"{home.database} is sound, schema {HEAD}")
