"""Quirk 9: times as publishers write them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.domain.times import parse_time


def utc(year: int, month: int, day: int, *clock: int) -> datetime:
    hour, minute, second, micro = (*clock, 0, 0, 0, 0)[:4]
    return datetime(year, month, day, hour, minute, second, micro, UTC)


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("Tue Dec 30 11:03:00 UTC 2014", utc(2014, 12, 30, 11, 3)),
        ("2013/01/28 12:45:51", utc(2013, 1, 28, 12, 45, 51)),
        ("19 Nov 2019 07:09 GMT", utc(2019, 11, 19, 7, 9)),
        ("Fri, 24 Aug 2012 08:45:54 EST", utc(2012, 8, 24, 13, 45, 54)),  # EST in August
        ("2013-08-07T10:00:00+03:00", utc(2013, 8, 7, 7)),
        ("2013-08-07T10:00:00.123Z", utc(2013, 8, 7, 10, 0, 0, 123000)),
        ("2013-08-07T10:00Z", utc(2013, 8, 7, 10)),
        ("2013-08-07 10:11:12 -0430", utc(2013, 8, 7, 14, 41, 12)),
        ("2013-08-07T23:59:60Z", utc(2013, 8, 7, 23, 59, 59)),
        ("Wed, 07 Aug 2013 10:00:00 +0000", utc(2013, 8, 7, 10)),
        ("Wed, 7 Aug 2013 10:00:00 BST", utc(2013, 8, 7, 9)),
        ("Wednesday, 07-Aug-13 10:11:12 GMT", utc(2013, 8, 7, 10, 11, 12)),
        ("Wed, 07 Aug 2013 10:00:00 GMT+0400", utc(2013, 8, 7, 6)),
        ("August 7, 2013 3:04 PM EDT", utc(2013, 8, 7, 19, 4)),
        ("Aug. 7, 2013, 12:04 a.m. ET", utc(2013, 8, 7, 5, 4)),
        ("7 August 2013", utc(2013, 8, 7)),
        ("7th August 2013 at 18:30", utc(2013, 8, 7, 18, 30)),
        ("2013-08-07", utc(2013, 8, 7)),
        ("20130807", utc(2013, 8, 7)),
        ("20130807T101112Z", utc(2013, 8, 7, 10, 11, 12)),
        ("20130807101112", utc(2013, 8, 7, 10, 11, 12)),
        ("1375876800", utc(2013, 8, 7, 12)),
        ("1375876800123", utc(2013, 8, 7, 12, 0, 0, 123000)),
        ("  Wed, 07 Aug\n 2013 10:00:00 GMT ", utc(2013, 8, 7, 10)),
    ],
)
def test_quirk_9_times(written: str, moment: datetime) -> None:
    assert parse_time(written) == moment


@pytest.mark.parametrize(
    "written",
    [
        "",
        "yesterday",
        "Wed, 31 Feb 2013 10:00:00 GMT",
        "2013-13-01",
        "2013-08-07T25:00:00Z",
        "Wed, 07 Aug 2013 10:00:00 QQQ",
        "2013-08",
        "0000-00-00T00:00:00Z",
        "Smarch 13, 2013",
        "12345",
        "2013-08-07T10:00:00+99:00",
        "0001-01-01T00:00:00+14:00",
    ],
)
def test_what_is_no_time(written: str) -> None:
    assert parse_time(written) is None


def test_a_zone_stands_in_where_none_is_written() -> None:
    eastern = timezone(timedelta(hours=-4))
    assert parse_time("2013/01/28 12:45:51", eastern) == utc(2013, 1, 28, 16, 45, 51)
    assert parse_time("2013-08-07", eastern) == utc(2013, 8, 7, 4)
    assert parse_time("19 Nov 2019 07:09 GMT", eastern) == utc(2019, 11, 19, 7, 9)


@given(st.datetimes(utc(1950, 1, 1).replace(tzinfo=None), utc(2090, 1, 1).replace(tzinfo=None), timezones=st.just(UTC)))
def test_iso_times_come_back(moment: datetime) -> None:
    assert parse_time(moment.isoformat()) == moment


@given(st.text(max_size=60))
def test_no_text_breaks_it(text: str) -> None:
    moment = parse_time(text)
    assert moment is None or moment.tzinfo is UTC
