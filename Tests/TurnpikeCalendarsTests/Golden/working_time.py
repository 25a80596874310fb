#!/usr/bin/env python3
"""Writes working_time.txt: what working calendars answer, reckoned without any of Turnpike's code.

Python's zoneinfo gives the local time of every minute since 1970 that a question touches, and the script walks from
minute to minute: a minute is open if the date and the time that the clocks show then lie inside the hours of that date.
There are no tables, no prefix sums and no day arithmetic beyond `datetime`. Run it with `python3 working_time.py`.
"""

import random
import sys
from datetime import date, datetime, timedelta, timezone
from importlib import metadata
from pathlib import Path
from zoneinfo import TZPATH, ZoneInfo

WEEK = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
OFFICE = {d: [(540, 750), (810, 1050)] for d in range(4)} | {4: [(540, 900)]}
SHOP = {d: [(480, 1140)] for d in range(6)}
NIGHT = {d: [(0, 360), (1320, 1440)] for d in range(7)}
ALWAYS = {d: [(0, 1440)] for d in range(7)}
# Begins and ends inside the hours that clocks skip and repeat, also at Lord Howe's half hour.
EARLY = {d: [(75, 135), (165, 200), (1390, 1440)] for d in range(7)}
SUNDAY = {6: [(60, 240), (600, 720)], 0: [(0, 30)]}


class Calendar:
    def __init__(self, name, zone, week, days=None):
        self.name, self.zone_name, self.week = name, zone, week
        self.zone = ZoneInfo(zone)
        self.days = {date.fromisoformat(d): h for d, h in (days or {}).items()}
        self.cache = {}

    def hours(self, day):
        return self.days.get(day, self.week.get(day.weekday(), []))

    def local(self, t):
        return datetime.fromtimestamp(t, self.zone)

    def is_open(self, t):
        """Whether the minute that begins at t is open."""
        known = self.cache.get(t)
        if known is None:
            shown = self.local(t)
            minute = shown.hour * 60 + shown.minute
            known = any(a <= minute < b for a, b in self.hours(shown.date()))
            self.cache[t] = known
        return known

    def add_minutes(self, t, count):
        while count > 0:
            count -= self.is_open(t)
            t += 60
        while count < 0:
            t -= 60
            count += self.is_open(t)
        return t

    def between(self, a, b):
        return sum(self.is_open(t) for t in range(a, b, 60))

    def next_opening(self, t):
        while not self.is_open(t):
            t += 60
        return t

    def open_minutes(self, day):
        """The open minutes that the clocks of the zone show on a date."""
        noon = int(datetime(day.year, day.month, day.day, 12, tzinfo=timezone.utc).timestamp())
        around = range(noon - 39 * 3600, noon + 39 * 3600, 60)
        return [t for t in around if self.is_open(t) and self.local(t).date() == day]

    def add_days(self, t, count):
        shown = self.local(t)
        day = shown.date()
        started_open = bool(self.open_minutes(day))
        step = timedelta(days=1 if count > 0 else -1)
        left = abs(count)
        while left > 0:
            day += step
            left -= bool(self.open_minutes(day))
        minutes = self.open_minutes(day)
        if not started_open:
            return minutes[-1] + 60 if count > 0 else minutes[0]
        same = int(datetime(day.year, day.month, day.day, shown.hour, shown.minute, tzinfo=self.zone).timestamp())
        if same in minutes:
            return same
        before = [m for m in minutes if m < same]
        return before[-1] + 60 if before else minutes[0]


def period(zone, t, months, days):
    """The same time on the clock months and days later; a month that is too short gives its last day."""
    shown = datetime.fromtimestamp(t, zone)
    index = shown.year * 12 + shown.month - 1 + months
    year, month = index // 12, index % 12 + 1
    day = shown.day
    while True:
        try:
            target = date(year, month, day)
            break
        except ValueError:
            day -= 1
    target += timedelta(days=days)
    moved = datetime(target.year, target.month, target.day, shown.hour, shown.minute, tzinfo=zone)
    return int(moved.timestamp())


def clock(minute):
    return f"{minute // 60:02}:{minute % 60:02}"


def hours_text(hours):
    return ",".join(f"{clock(a)}-{clock(b)}" for a, b in hours) or "closed"


CALENDARS = [
    Calendar(
        "berlin", "Europe/Berlin", OFFICE,
        {"2026-04-03": [], "2026-04-06": [], "2026-05-01": [], "2026-12-24": [(540, 720)], "2026-12-25": [],
         "2026-12-31": [(540, 720)], "2027-01-01": [], "2026-11-28": [(600, 840)], "2024-02-29": [(540, 600)]},
    ),
    Calendar("berlin_early", "Europe/Berlin", EARLY),
    Calendar("berlin_sunday", "Europe/Berlin", SUNDAY, {"2026-03-30": [(120, 240)], "2026-10-25": [(90, 165)]}),
    Calendar("new_york", "America/New_York", SHOP, {"2026-11-26": [], "2026-11-27": [(480, 780)], "2026-07-03": []}),
    Calendar("new_york_early", "America/New_York", EARLY),
    Calendar("lord_howe", "Australia/Lord_Howe", EARLY),
    Calendar("lord_howe_always", "Australia/Lord_Howe", ALWAYS),
    Calendar("kolkata", "Asia/Kolkata", SHOP, {"2026-01-26": [], "2026-08-15": []}),
    Calendar("sao_paulo", "America/Sao_Paulo", NIGHT),
    Calendar("sao_paulo_office", "America/Sao_Paulo", OFFICE),
    Calendar("apia", "Pacific/Apia", SHOP),
    Calendar("apia_always", "Pacific/Apia", ALWAYS, {"2011-12-30": [(0, 60)]}),
    Calendar("st_johns", "America/St_Johns", NIGHT),
    Calendar("kathmandu", "Asia/Kathmandu", OFFICE),
    Calendar("utc", "UTC", OFFICE),
]

# Days around which questions are asked: changes of clocks, month ends, leap days, holidays.
MOMENTS = {
    "berlin": ["2026-03-27", "2026-04-02", "2026-10-23", "2026-12-23", "2027-01-01", "2024-02-28", "2026-11-27"],
    "berlin_early": ["2026-03-28", "2026-10-24", "2038-03-27", "2100-10-30"],
    "berlin_sunday": ["2026-03-28", "2026-10-24", "2027-03-27"],
    "new_york": ["2026-03-06", "2026-10-30", "2026-11-25", "2026-07-02"],
    "new_york_early": ["2026-03-07", "2026-10-31", "1987-04-04"],
    "lord_howe": ["2026-04-04", "2026-10-03", "1981-10-24"],
    "lord_howe_always": ["2026-04-04", "2026-10-03"],
    "kolkata": ["2026-01-24", "2026-08-14", "2028-02-28"],
    "sao_paulo": ["2018-11-03", "2019-02-16", "1999-10-02", "2026-02-27"],
    "sao_paulo_office": ["2018-11-02", "2019-02-15"],
    "apia": ["2011-12-28", "2021-04-03"],
    "apia_always": ["2011-12-29", "2010-09-25"],
    "st_johns": ["1988-10-29", "2007-03-10", "2006-10-28", "1988-04-02"],
    "kathmandu": ["1985-12-31"],
    "utc": ["1970-01-12", "2000-02-28", "2199-12-10"],
}

PERIODS = [(1, 0), (-1, 0), (12, 0), (3, 0), (0, 1), (0, 14), (0, -1), (1, 1), (48, 0), (-12, -1)]


def main():
    chance = random.Random(20261121)
    out = ["# Written by working_time.py; see there how. Columns: question, calendar or zone, arguments, answer."]
    try:
        database = "tzdata " + metadata.version("tzdata")
    except metadata.PackageNotFoundError:
        database = "the system's zone files"
        for folder in TZPATH:
            listing = Path(folder) / "tzdata.zi"
            if listing.exists():
                database += ", " + listing.read_text().split("\n")[0].lstrip("# ")
                break
    out.append(f"# Python {sys.version.split()[0]}, {database}.")
    for c in CALENDARS:
        week = " ".join(f"{WEEK[d]}={hours_text(h)}" for d, h in sorted(c.week.items()))
        days = " ".join(f"{d}={hours_text(h)}" for d, h in sorted(c.days.items()))
        out.append(f"calendar {c.name} {c.zone_name} {week} {days}".rstrip())
    for c in CALENDARS:
        for moment in MOMENTS[c.name]:
            # Midnight in the zone, or near it.
            y, m, d = map(int, moment.split("-"))
            base = int(datetime(y, m, d, tzinfo=c.zone).timestamp()) // 60 * 60
            for _ in range(14):
                t = base + 60 * chance.randrange(0, 3 * 1440)
                amount = chance.choice([1, 2, 7, 30, 59, 60, 61, 90, 210, 240, 480, 600, 1440, 2400])
                sign = chance.choice([1, 1, -1])
                out.append(f"open {c.name} {t} {int(c.is_open(t))}")
                out.append(f"minutes {c.name} {t} {sign * amount} {c.add_minutes(t, sign * amount)}")
                other = t + 60 * chance.randrange(0, 6 * 1440)
                out.append(f"between {c.name} {t} {other} {c.between(t, other)}")
                out.append(f"opening {c.name} {t} {c.next_opening(t)}")
                count = sign * chance.choice([1, 1, 2, 3, 5])
                out.append(f"days {c.name} {t} {count} {c.add_days(t, count)}")
            month = base + 60 * 9 * 60
            out.append(f"between {c.name} {month} {month + 31 * 86400} {c.between(month, month + 31 * 86400)}" if y < 2199
                       else f"open {c.name} {month} {int(c.is_open(month))}")
    zones = sorted({c.zone_name for c in CALENDARS})
    starts = ["2024-01-31", "2024-02-29", "2026-02-28", "2026-03-28", "2026-03-29", "2026-10-24", "2011-12-29",
              "2011-11-30", "2018-10-04", "2026-10-03", "2026-04-04", "2023-12-31", "1999-10-02"]
    for name in zones:
        zone = ZoneInfo(name)
        for start in starts:
            y, m, d = map(int, start.split("-"))
            for minute in [0, 30, 90, 125, 150, 180, 600, 1410]:
                t = int(datetime(y, m, d, minute // 60, minute % 60, tzinfo=zone).timestamp())
                months, days = PERIODS[chance.randrange(len(PERIODS))]
                out.append(f"period {name} {t} {months} {days} {period(zone, t, months, days)}")
    Path(__file__).with_name("working_time.txt").write_text("\n".join(out) + "\n")


main()
