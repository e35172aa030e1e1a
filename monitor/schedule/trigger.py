"""When a cron line comes next, on the wall's clock, on top of APScheduler's trigger.

Two things differ there from cron, measured on 3.11: a line that restricts both the day of the month and the weekday
(cron: either; APScheduler: both), and the clock going back (a line inside the repeated hour fires without end).
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

from apscheduler.triggers.base import BaseTrigger
from apscheduler.triggers.combining import OrTrigger
from apscheduler.triggers.cron import CronTrigger

from monitor.settings.cronline import read_cron_line

_OVERLAP = timedelta(hours=3)
"""No clock was ever put forward or back by more."""
_SKEW = timedelta(minutes=1)


class WallTrigger(BaseTrigger):  # type: ignore[misc]
    """A cron line by the clock on the wall of a time zone.

    What falls into the hour that a spring night skips comes an hour later, what falls into the hour that an autumn
    night repeats comes once, the first time.
    """

    def __init__(self, line: str, zone: tzinfo) -> None:
        """ValueError where the line is none that cron takes."""
        self.zone = zone
        self._wall = _plain(line)

    def get_next_fire_time(self, previous_fire_time: datetime | None, now: datetime) -> datetime:
        """The first time at or after `now` that lies after the previous one."""
        # Wall times are counted as if they were UTC, where every hour comes once.
        wall = now.astimezone(self.zone).replace(tzinfo=UTC) - _OVERLAP
        while True:
            found: datetime = self._wall.get_next_fire_time(None, wall)
            # Through UTC: a time that a spring night skips has no name of its own on that day.
            moment = found.replace(tzinfo=self.zone).astimezone(UTC)
            if moment >= now and (previous_fire_time is None or moment > previous_fire_time.astimezone(UTC)):
                return moment.astimezone(self.zone)
            wall = found + timedelta(seconds=1)


def missed(trigger: WallTrigger, last: datetime | None, now: datetime) -> bool:
    """Whether a start was due after `last` and by `now`.

    Also where there never was any, and where `last` lies ahead: the clock was set back since, and waiting for it to
    catch up could take years.
    """
    if last is None or last > now + _SKEW:
        return True
    return trigger.get_next_fire_time(None, last + timedelta(seconds=1)) <= now


def zone_of(name: str | None) -> tzinfo:
    """The zone that the lines speak of: the named one, else the machine's."""
    if name:
        return ZoneInfo(name)
    from tzlocal import get_localzone  # comes with APScheduler; a fixed offset would forget the summer

    zone: tzinfo = get_localzone()
    return zone


def _plain(line: str) -> BaseTrigger:
    cron = read_cron_line(line)
    times = {"minute": cron.minute, "hour": cron.hour, "month": cron.month, "timezone": UTC}
    if cron.either:
        return OrTrigger([CronTrigger(day=cron.day, **times), CronTrigger(day_of_week=cron.weekday, **times)])
    return CronTrigger(day=cron.day, day_of_week=cron.weekday, **times)
