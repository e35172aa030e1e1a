"""Cron lines as cron reads them, as systemd reads them, and where a wrong one stands."""

from __future__ import annotations

from pathlib import Path

import pytest

from monitor.errors import ConfigError
from monitor.schedule.units import calendar
from monitor.settings.cronline import read_cron_line
from monitor.settings.main import read_settings


@pytest.mark.parametrize(
    ("field", "names"),
    [
        ("*", "*"),
        ("0", "sun"),
        ("7", "sun"),
        ("1", "mon"),
        ("1-5", "mon,tue,wed,thu,fri"),
        ("0-2,7", "sun,mon,tue"),
        ("5-7", "sun,fri,sat"),
        ("Mon,WED", "mon,wed"),
        ("sat", "sat"),
        ("1-6/2", "mon,wed,fri"),
    ],
)
def test_weekdays_are_those_of_cron(field: str, names: str) -> None:
    assert read_cron_line(f"0 6 * * {field}").weekday == names


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("30 6 * *", "five fields"),
        ("60 6 * * *", "minute '60' does not lie within 0-59"),
        ("0 24 * * *", "hour '24'"),
        ("0 0 0 * *", "day '0'"),
        ("0 0 * 13 *", "month '13'"),
        ("0 0 * * 8", "weekday '8'"),
        ("0 0 * * funday", "weekday 'funday' is no number"),
        ("0 9-8 * * *", "hour '9-8'"),
        ("*/0 * * * *", "minute '*/0'"),
        ("5/15 * * * *", "minute '5/15' is none that cron takes"),
        ("0 0 30 2 *", "no month that is meant has such a day"),
        ("@daily", "five fields"),
    ],
)
def test_a_wrong_line_says_what_is_wrong(line: str, said: str) -> None:
    with pytest.raises(ValueError) as caught:
        read_cron_line(line)
    assert said in str(caught.value)


def test_a_wrong_line_is_named_by_file_line_and_key(tmp_path: Path) -> None:
    file = tmp_path / "monitor.toml"
    file.write_text('[schedule]\nrun = "15 */3 * * *"\ndigest = "30 25 * * *"\n', encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        read_settings(file)
    assert str(caught.value) == f"{file}:3: schedule.digest: hour '25' does not lie within 0-23"


@pytest.mark.parametrize(
    ("line", "events"),
    [
        ("30 6 * * *", ["*-*-* 6:30:00"]),
        ("15 */6 * * *", ["*-*-* 0,6,12,18:15:00"]),
        ("0 7 * * 1-5", ["Mon,Tue,Wed,Thu,Fri *-*-* 7:0:00"]),
        ("0 7 1 * *", ["*-*-1 7:0:00"]),
        ("0 7 29 feb *", ["*-2-29 7:0:00"]),
        ("0 7 1 * 1", ["*-*-1 7:0:00", "Mon *-*-* 7:0:00"]),
    ],
)
def test_a_line_is_the_same_for_systemd(line: str, events: list[str]) -> None:
    assert calendar(line) == events
