"""Addresses: one spelling for each article, the key by which two addresses are one, and what an address itself tells.

The quirks are numbered in docs/sources.md.
"""

from __future__ import annotations

import re
from datetime import date
from urllib.parse import SplitResult, parse_qsl, quote, unquote, urlencode, urlsplit, urlunsplit

from monitor.domain.times import MONTHS

_TRACKING = frozenset(
    [
        "cmp", "cmpid", "cid_source", "ocid", "ito", "icid", "wprss", "srnd", "sref", "smid", "smtyp", "partner",
        "emc", "rss", "ref_src", "referrer", "fbclid", "gclid", "dclid", "gbraid", "wbraid", "msclkid", "twclid",
        "yclid", "igshid", "mc_cid", "mc_eid", "feedtype", "feedname", "rpc", "guccounter", "guce_referrer",
        "guce_referrer_sig", "_ga", "_gl", "hpid", "xtor", "spm", "ncid", "s_cid", "sr_share", "searchresultposition",
        "_r", "amp", "traffic_source", "google_editors_picks", "leadsource", "embedded-checkout", "intcid", "intcmp",
    ]
)  # fmt: skip
_TRACKING_PREFIXES = ("utm_", "at_", "ns_", "itm_", "pk_", "mtm_", "hsa_", "stm_")

_HOUSES = {
    "bbc.com": "bbc",
    "bbc.co.uk": "bbc",
    "nytimes.com": "nytimes",
    "bloomberg.com": "bloomberg",
    "reuters.com": "reuters",
}
_SMALL_SCREENS = ("m.", "mobile.", "amp.", "www.")
_REUTERS_ID = re.compile(r"(?:^|-)id([A-Z]{2}[A-Za-z0-9]+)$")
_BBC_NUMBER = re.compile(r"(?:^|-)(\d{7,})$")
_BBC_ARTICLE = re.compile(r"/(?:articles|videos|live)/([a-z0-9]{10,})$")
_EDITION = re.compile(r"^(?:net-)?(?:us|uk|ca|in|idus|oukwd|oukwdv|iduk)-")
_EXTENSION = re.compile(r"\.(?:html?|stm|amp|php|aspx?|xml|jsp)$")
_SLUG_DATE = re.compile(r"(?:^|-)(?:19|20)\d{2}-?\d{2}-?\d{2}$")
_PATH_DATES = (
    re.compile(r"/(?P<y>(?:19|20)\d{2})/(?P<m>\d{1,2}|[a-z]{3})/(?P<d>\d{1,2})(?:/|$)"),
    re.compile(r"[/-](?P<y>(?:19|20)\d{2})-(?P<m>\d{2})-(?P<d>\d{2})(?:[/.-]|$)"),
    re.compile(r"-?id[A-Z]{2}[A-Za-z0-9]*?(?P<y>20\d{2})(?P<m>\d{2})(?P<d>\d{2})$"),
    re.compile(r"[/-](?P<y>20\d{2})(?P<m>[01]\d)(?P<d>[0-3]\d)(?:[/.-]|$)"),
)
_ARCHIVED = re.compile(r"^https?://web\.archive\.org/web/(?:\d{1,14}(?:[a-z]{2}_)?/|(?=https?:))(.+)$", re.IGNORECASE)
_AMP_CACHE = re.compile(r"^https?://[^/]+\.cdn\.ampproject\.org/[a-z]/(s/)?(.+)$", re.IGNORECASE)


def canonical(url: str) -> str:
    """The address under which an article is kept and shown; an address that cannot be read comes back stripped.

    Host in lower case, no fragment, no tracking parameters, no small-screen twin; wrappers that show what they wrap are
    unwrapped. The BBC's two hosts are one (quirk 3).
    """
    address = unwrap(url.strip())
    try:
        parts = urlsplit(address)
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        return address
    if parts.scheme.lower() not in ("http", "https") or not host:
        return address
    house = house_of(host)
    scheme = "https" if house else parts.scheme.lower()
    default = {"http": 80, "https": 443}[parts.scheme.lower()]
    netloc = _host(host, house) + (f":{port}" if port and port != default else "")
    return urlunsplit((scheme, netloc, _path(parts.path), _query(parts.query, house), ""))


def article_key(url: str) -> str:
    """What two addresses of the same article have in common, as `house:identity` or host and path.

    Reuters: what follows `-id` (quirk 1). The BBC: its number or article id, whatever the section (quirk 3).
    """
    parts = urlsplit_or_none(canonical(url))
    if parts is None:
        return url.strip()
    path, house = parts.path.rstrip("/"), house_of(parts.hostname or "")
    if house == "reuters" and (found := _REUTERS_ID.search(path.rpartition("/")[2])):
        return f"reuters:{found[1].upper()}"
    if house == "bbc":
        found = _BBC_ARTICLE.search(path) or _BBC_NUMBER.search(path.rpartition("/")[2])
        return f"bbc:{found[1]}" if found else f"bbc:{path}"
    if house and not parts.query:
        return f"{house}:{path}"
    host = (parts.netloc or "").removeprefix("www.")
    return f"{host}{path}?{parts.query}" if parts.query else f"{host}{path}"


def entry_identity(guid: str) -> str:
    """A feed's own id of an entry without what is not identity: the BBC ends its ids in `#0` to `#9` (quirk 3)."""
    return re.sub(r"#\d$", "", guid.strip())


def copy_keys(url: str) -> tuple[str, ...]:
    """What tells that a Reuters address is another one's twin (quirk 1).

    Day and subject are shared by the web's and the wire's version, the id without its day by a later day's update.
    """
    parts = urlsplit_or_none(canonical(url))
    day = address_date(url)
    if parts is None or day is None or house_of(parts.hostname or "") != "reuters":
        return ()
    slug, found = _slug(parts.path, "reuters"), _REUTERS_ID.search(parts.path.rpartition("/")[2])
    keys = [f"reuters:{day.isoformat()}:{slug}"] if slug else []
    return (*keys, f"reuters:{found[1].upper().removesuffix(f'{day:%Y%m%d}')}") if found else tuple(keys)


def address_words(url: str) -> tuple[str, ...]:
    """The words of an address's last telling part, in lower case, without ids, dates and editions."""
    parts = urlsplit_or_none(canonical(url))
    if parts is None:
        return ()
    slug = _slug(parts.path, house_of(parts.hostname or ""))
    return tuple(word for word in re.split(r"[-_+. ]+", slug.lower()) if word and not word.isdigit())


def address_title(url: str) -> str:
    """A title made of an address's words, for an entry that bears none; empty where the address says nothing."""
    words = " ".join(address_words(url))
    return words[:1].upper() + words[1:]


def address_date(url: str) -> date | None:
    """The day that an address bears. The New York Times' can be a day late (quirk 4): a hint, not a time."""
    parts = urlsplit_or_none(url)
    path = unquote(parts.path).rstrip("/") if parts else ""
    for pattern in _PATH_DATES:
        if found := pattern.search(path):
            month = MONTHS.get(found["m"]) or (int(found["m"]) if found["m"].isdigit() else 0)
            day = _day(int(found["y"]), month, int(found["d"]))
            if day is not None:
                return day
    return None


def unwrap(url: str) -> str:
    """What a wrapper shows of the address inside: archive captures, AMP caches, redirectors with a parameter (quirk 5).

    Opaque wrappers (Google News) stay as they are.
    """
    for _ in range(3):
        inner = _unwrapped(url)
        if inner == url:
            return url
        url = inner
    return url


def house_of(host: str) -> str:
    """Which of the publishers with rules of their own a host belongs to; empty for any other."""
    labels = host.lower().rstrip(".").split(".")
    return _HOUSES.get(".".join(labels[-2:])) or _HOUSES.get(".".join(labels[-3:]), "")


def belongs(url: str, domains: tuple[str, ...]) -> bool:
    """Whether an address lies under one of the domains."""
    parts = urlsplit_or_none(url)
    host = (parts.hostname or "").rstrip(".") if parts else ""
    return any(host == domain or host.endswith(f".{domain}") for domain in domains)


def urlsplit_or_none(url: str) -> SplitResult | None:
    """The parts of a web address, None where it is none."""
    try:
        parts = urlsplit(url.strip())
        _ = parts.port
    except ValueError:
        return None
    return parts if parts.scheme.lower() in ("http", "https") and parts.hostname else None


def _unwrapped(url: str) -> str:
    if found := _ARCHIVED.match(url):
        return _absolute(found[1])
    if found := _AMP_CACHE.match(url):
        return ("https://" if found[1] else "http://") + found[2]
    parts = urlsplit_or_none(url)
    if parts is None or parts.path not in ("/url", "/l.php", "/rss/url"):
        return url
    wrapped = dict(parse_qsl(parts.query))
    inner = next((wrapped[name] for name in ("url", "u", "q") if wrapped.get(name, "").startswith("http")), "")
    return inner or url


def _absolute(address: str) -> str:
    return address if re.match(r"https?://", address, re.IGNORECASE) else f"http://{address}"


def _host(host: str, house: str) -> str:
    if house == "bbc" and _bare(host) in ("bbc.com", "bbc.co.uk"):
        return "www.bbc.com"
    if house and _bare(host) in _HOUSES:
        return f"www.{_bare(host)}"
    return host.removeprefix("amp.") if host.startswith("amp.") else host


def _bare(host: str) -> str:
    for prefix in _SMALL_SCREENS:
        host = host.removeprefix(prefix)
    return host


def _path(path: str) -> str:
    path = re.sub(r"/{2,}", "/", path) or "/"
    path = path.removesuffix(".amp")
    path = re.sub(r"/amp/?$", "", path) or "/"
    path = re.sub(r"^/(news/)?amp/", r"/\1", path)
    return quote(unquote(path), safe="/:@!$&'()*+,;=~-._")


def _query(query: str, house: str) -> str:
    if house in ("bbc", "nytimes", "bloomberg"):
        return ""  # their articles are known by path alone
    kept = [(name, value) for name, value in parse_qsl(query, keep_blank_values=True) if not _tracks(name)]
    return urlencode(kept)


def _tracks(name: str) -> bool:
    lower = name.lower()
    return lower in _TRACKING or lower.startswith(_TRACKING_PREFIXES)


def _slug(path: str, house: str) -> str:
    """The last part of a path where it is made of words, without extension, id, date and edition."""
    slug = _EXTENSION.sub("", unquote(path).rstrip("/").rpartition("/")[2])
    slug = _BBC_NUMBER.sub("", _SLUG_DATE.sub("", _REUTERS_ID.sub("", slug))).strip("-")
    if house == "reuters":
        slug = _EDITION.sub("", slug)
    single = not re.search(r"[-_+]", slug)
    return "" if single and re.search(r"\d", slug) else slug


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
