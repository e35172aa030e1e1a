"""The slice: known entries are cut out of a feed, so that feedparser reads only the unseen ones.

feedparser costs 0.9 ms an entry and is what a run would spend its time on; finding the ids with lxml costs a thirtieth.
What comes out of the cut feed is what would come out of the whole one: tests/spiders/test_cut.py compares both ways.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urljoin

from lxml import etree

from monitor.domain.urls import entry_identity, unwrap
from spiders.reading import Known

_HEAD = 4096
_UNSAFE = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_DECLARED = re.compile(rb"""<\?xml[^>]*\bencoding\s*=\s*["']([\w.-]+)["']""", re.IGNORECASE)
_CHARSET = re.compile(r"""charset\s*=\s*["']?([\w.-]+)""", re.IGNORECASE)
_ABOUT = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about"
_DATES = ("pubDate", "published", "date", "updated", "issued", "modified")


@dataclass(frozen=True, slots=True)
class Cut:
    """A feed without its known entries. `body` is UTF-8, or the bytes that came in where nothing was cut."""

    body: bytes
    entries: int
    """Entries there, known ones included."""
    unseen: int
    """Entries that are left in the body."""
    dates: tuple[str, ...]
    """A time of every entry there that bears one, as written."""
    touched: bool
    too_many: bool


def cut_known(body: bytes, content_type: str, known: Known, most: int, address: str = "") -> Cut | None:
    """The feed without entries that are known and without those after the first `most` unseen ones.

    None where it is not well-formed XML of a plain kind: then the tolerant parser must read all of it.
    """
    root = _tree(body, content_type)
    entries = _entries(root) if root is not None else None
    if root is None or entries is None:
        return None
    identities = [_identity(entry, address) for entry in entries]
    seen = known([identity for identity in identities if identity])
    unseen = [entry for entry, identity in zip(entries, identities, strict=True) if identity not in seen]
    dates = tuple(text for entry in entries if (text := _date(entry)))
    kept = set(unseen[:most])
    for entry in entries:
        if entry not in kept and (parent := entry.getparent()) is not None:
            parent.remove(entry)
    touched = len(kept) < len(entries)
    cut = etree.tostring(root.getroottree(), encoding="utf-8", xml_declaration=True) if touched and kept else body
    return Cut(cut, len(entries), len(kept), dates, touched, len(unseen) > most)


def _tree(body: bytes, content_type: str) -> etree._Element | None:
    if _UNSAFE.search(body[:_HEAD]) or _contradicts(body, content_type):
        return None
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, strip_cdata=False)
    try:
        root = etree.fromstring(body, parser)
    except (etree.XMLSyntaxError, ValueError):
        return None
    return root if not root.getroottree().docinfo.internalDTD else None


def _contradicts(body: bytes, content_type: str) -> bool:
    """Whether the header names another encoding than the document: feedparser has rules for that, we have not."""
    named = _CHARSET.search(content_type)
    declared = _DECLARED.match(body[:200].lstrip())
    inside = declared[1].decode().lower() if declared else "utf-8"
    return named is not None and named[1].lower().replace("utf8", "utf-8") != inside.replace("utf8", "utf-8")


def _entries(root: etree._Element) -> list[etree._Element] | None:
    """The entries in order, None where they do not stand where they should."""
    homes = [root, *(child for child in root if _name(child) == "channel")]
    found = [child for home in homes for child in home if _name(child) in ("item", "entry")]
    everywhere = sum(1 for _ in root.iter("{*}item", "{*}entry"))
    return found if len(found) == everywhere else None


def _identity(entry: etree._Element, address: str) -> str:
    """The id where the entry gives one, else its address: as `RawArticle` will bear it.

    feedparser takes a guid for an address unless it says `isPermaLink="false"`, and joins it to the feed's own.
    """
    texts = {"guid": "", "id": "", "origLink": "", "link": ""}
    for child in entry:
        name = _name(child)
        if name in texts and not texts[name]:
            texts[name] = (child.text or "").strip() or (child.get("href", "") if _is_page_link(child) else "")
            if name == "guid" and texts[name] and child.get("isPermaLink", "true") == "true":
                texts[name] = _joined(address, texts[name])
    given = texts["guid"] or texts["id"] or entry.get(_ABOUT, "")
    return entry_identity(given) if given else unwrap("".join((texts["origLink"] or texts["link"]).split()))


def _joined(address: str, guid: str) -> str:
    try:
        return urljoin(address, guid)
    except ValueError:  # a bracket where no IPv6 address is
        return guid


def _is_page_link(link: etree._Element) -> bool:
    return link.get("rel", "alternate") == "alternate"


def _date(entry: etree._Element) -> str:
    texts = {_name(child): (child.text or "").strip() for child in entry if _name(child) in _DATES}
    return next((texts[name] for name in _DATES if texts.get(name)), "")


def _name(element: etree._Element) -> str:
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""
