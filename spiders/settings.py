"""Scrapy, set for what this program does: few requests, no remote control, nothing that is not needed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from spiders.crawl import CrawlOptions

REDIRECTS = 6
A_HOST = 2
"""Requests to one host at a time."""

_DOWNLOADER = {
    "spiders.guard.GuardMiddleware": 50,
    "spiders.robots.KeptRobots": 100,
    "scrapy.downloadermiddlewares.downloadtimeout.DownloadTimeoutMiddleware": 350,
    "scrapy.downloadermiddlewares.useragent.UserAgentMiddleware": 500,
    "scrapy.downloadermiddlewares.retry.RetryMiddleware": 550,
    "scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware": 590,
    "scrapy.downloadermiddlewares.redirect.RedirectMiddleware": 600,
    "scrapy.downloadermiddlewares.httpproxy.HttpProxyMiddleware": 750,
}
"""No cookies, no cache (it turns a 304 into the old 200), no meta refresh, no offsite filter."""


def scrapy_settings(options: CrawlOptions) -> dict[str, Any]:
    """Settings for one crawl, in place of Scrapy's defaults."""
    agent = f"{options.user_agent} (+{options.contact})" if options.contact else options.user_agent
    return {
        # What a stranger could use.
        "TELNETCONSOLE_ENABLED": False,
        "REMOTE_CONTROL_ENABLED": False,
        "DOWNLOAD_VERIFY_CERTIFICATES": True,
        "FOLLOWUP_ALLOW_PRIVATE": options.allow_private,
        # Manners.
        "USER_AGENT": agent,
        "ROBOTSTXT_OBEY": options.obey_robots,
        "ROBOTSTXT_USER_AGENT": options.user_agent.partition("/")[0],
        "CONCURRENT_REQUESTS": options.concurrency,
        "CONCURRENT_REQUESTS_PER_DOMAIN": A_HOST,
        "DOWNLOADER": "spiders.downloader.PoliteDownloader",
        "DOWNLOAD_SLOTS": {
            host: {"concurrency": 1, "delay": delay, "jitter": 0.0} for host, delay in options.delays.items()
        },
        "REFERRER_POLICY": "no-referrer",
        # Limits.
        "DOWNLOAD_TIMEOUT": options.timeout_s,
        "DOWNLOAD_MAXSIZE": options.max_bytes,
        "DOWNLOAD_WARNSIZE": 0,
        "REDIRECT_MAX_TIMES": REDIRECTS,
        "RETRY_TIMES": 1,
        "RETRY_HTTP_CODES": [],
        "RETRY_EXCEPTIONS": ["scrapy.exceptions.DownloadFailedError", "scrapy.exceptions.CannotResolveHostError"],
        "RETRY_GIVE_UP_LOG_LEVEL": "DEBUG",
        # Cost: each of these was measured in the start-up or in a response.
        "CONCURRENT_ITEMS": 1,
        "DOWNLOADER_MIDDLEWARES_BASE": _DOWNLOADER,
        "SPIDER_MIDDLEWARES_BASE": {"scrapy.spidermiddlewares.referer.RefererMiddleware": 700},
        "EXTENSIONS_BASE": {},
        "DUPEFILTER_CLASS": "scrapy.dupefilters.BaseDupeFilter",
        "STATS_CLASS": "scrapy.statscollectors.DummyStatsCollector",
        "STATS_DUMP": False,
        "DOWNLOAD_HANDLERS_BASE": {
            "http": "scrapy.core.downloader.handlers.http11.HTTP11DownloadHandler",
            "https": "scrapy.core.downloader.handlers.http11.HTTP11DownloadHandler",
        },
        "WARN_ON_GENERATOR_RETURN_VALUE": False,
    }
