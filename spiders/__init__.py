"""The Scrapy project; `crawl` is its only door."""
