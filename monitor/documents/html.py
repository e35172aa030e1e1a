"""A page's own text: its main part by trafilatura, checked against the page's words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from monitor.errors import InputError

_MOST_BYTES = 5_000_000
_DROPPED = frozenset(
    [
        "script",
        "style",
        "noscript",
        "template",
        "nav",
        "footer",
        "form",
        "aside",
        "button",
        "select",
        "svg",
        "iframe",
        "head",
        "object",
        "figure",
    ]
)
_BLOCKS = frozenset(
    [
        "p",
        "div",
        "section",
        "article",
        "main",
        "header",
        "blockquote",
        "table",
        "ul",
        "ol",
        "dl",
        "dt",
        "dd",
        "pre",
        "address",
        "body",
        "td",
    ]
)
_DATELINE = re.compile(
    r"\b(?:posted|published|updated|written|filed)\b(?: on| at|:)?[^.\n]{0,30}?\b(?:\d{1,2}(?:st|nd|rd|th)? \w+ \d{4}"
    r"|\w+ \d{1,2}, \d{4}|\d{4}-\d\d-\d\d|\d{1,2}[./]\d{1,2}[./]\d{2,4})",
    re.IGNORECASE,
)
_PUBLISHED = (
    '//meta[@property="article:published_time"]/@content',
    '//meta[@itemprop="datePublished" or @name="date" or @name="DC.date"]/@content',
    "//article//time/@datetime",
)
_LEAST_SHARE = 0.5
"""Where the main part keeps less than this of the page's words, it dropped a list or table: the page is taken whole."""


def html_text(body: bytes, name: str) -> str:
    """The page's text as Markdown; InputError where there is none."""
    if len(body) > _MOST_BYTES:
        raise InputError(f"it is a page larger than {_MOST_BYTES // 1_000_000} MB", source=name)
    import trafilatura

    tree = trafilatura.load_html(body)
    if tree is None:
        raise InputError("it is no page that can be read", source=name)
    whole = _whole(tree)
    main = trafilatura.extract(
        body, include_comments=False, include_tables=True, include_formatting=True, output_format="markdown",
        favor_recall=True, deduplicate=False,
    )  # fmt: skip
    if main and len(main.split()) >= _LEAST_SHARE * len(whole.split()):
        return _titled(main, tree)
    if not whole.strip():
        raise InputError("there is no text in the page", source=name)
    return _titled(whole, tree)


def _titled(text: str, tree: Any) -> str:
    """The text under the page's headline and date, where the main part lost them."""
    heads = [" ".join(head.text_content().split()) for head in tree.iter("h1")]
    head = next((head for head in heads if head), "")
    if head and head.lower() not in " ".join(text[:600].split()).lower():
        text = f"# {head}\n\n{text}"
    dateline = _dateline(tree)
    if dateline and not _DATELINE.search(text[:800]):
        first, gap, rest = text.partition("\n\n")
        text = f"{first}\n\n{dateline}\n\n{rest}" if gap else f"{dateline}\n\n{text}"
    return text


def _dateline(tree: Any) -> str:
    """The line that says when the page was published, else its metadata's day, else nothing."""
    for node in tree.iter("p", "span", "div", "time", "li", "address"):
        words = " ".join(node.text_content().split())
        if len(words) < 100 and _DATELINE.search(words):
            return words
    for path in _PUBLISHED:
        found = [str(value)[:10] for value in tree.xpath(path) if re.match(r"\d{4}-\d\d-\d\d", str(value))]
        if found:
            return f"Published {found[0]}"
    return ""


def _whole(tree: Any) -> str:
    text = "".join(_pieces(tree, 0))
    return re.sub(r"\n{3,}", "\n\n", re.sub(r"[ \t]+\n", "\n", text)).strip()


def _pieces(node: Any, depth: int) -> Iterator[str]:
    """Text of a node: headings as #, list entries as - with their depth, table rows between bars."""
    if not isinstance(node.tag, str) or node.tag in _DROPPED or depth > 200:
        return
    tag = node.tag
    if re.fullmatch(r"h[1-6]", tag):
        yield f"\n\n{'#' * int(tag[1])} {' '.join(node.text_content().split())}\n\n"
        return
    if tag == "tr":
        cells = [" ".join(cell.text_content().split()) for cell in node if cell.tag in ("td", "th")]
        yield f"\n| {' | '.join(cells)} |"
        return
    lead, tail = _around(node)
    yield lead
    yield _words(node.text)
    for child in node:
        yield from _pieces(child, depth + 1)
        yield _words(child.tail)
    yield tail


def _around(node: Any) -> tuple[str, str]:
    if node.tag == "li":
        depth = sum(1 for above in node.iterancestors() if above.tag in ("ul", "ol"))
        return "\n" + "  " * max(0, depth - 1) + "- ", ""
    if node.tag == "br":
        return "\n", ""
    if node.tag in ("b", "strong") and (node.text or "").strip():
        return "**", "**"
    if node.tag in ("i", "em") and (node.text or "").strip():
        return "*", "*"
    return ("\n\n", "\n\n") if node.tag in _BLOCKS and not _within_item(node) else ("", "")


def _within_item(node: Any) -> bool:
    return any(above.tag == "li" for above in node.iterancestors())


def _words(text: str | None) -> str:
    return re.sub(r"\s+", " ", text) if text else ""
