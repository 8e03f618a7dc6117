"""Alarms of a run → the words of a message: a subject, a text, values for programs, a
mail. Pure.

All forms say the same: what is wrong and where, when it was seen, in which data folder,
what to type to look at it, and what to do.
"""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from hashlib import sha256
from pathlib import Path
from typing import Any

from newscrawl.controls import escape_controls
from newscrawl.i18n import _, ngettext
from newscrawl.ledger.history import Alarm
from newscrawl.monitor.advice import advice
from newscrawl.program import program

IN_SUBJECT = 2
"""Alarms that a subject names; the rest is counted."""
POLICY = SMTP.clone(cte_type="7bit", utf8=False)
"""Lines and headers that every mail server takes: Chinese goes in base64 and in encoded
words (RFC 2047)."""
REFERENCES = 20
"""Threads that one mail belongs to, at most."""


@dataclass(frozen=True, slots=True)
class Place:
    """What people call a channel, and the host of its site."""

    name: str
    host: str


@dataclass(frozen=True, slots=True)
class Occasion:
    """The run that raised alarms."""

    run: int
    at: datetime
    """When the run ended."""
    machine: str
    data: Path
    """The data folder."""
    ledger: Path | None = None
    """A ledger elsewhere; None for the one in the data folder, or one whose address
    may hold a password."""
    places: Mapping[str, Place] = field(default_factory=dict)
    """By channel."""

    def command(self, *words: str) -> str:
        """Return a command line on this archive, for a shell.

        >>> at = datetime.fromisoformat("2020-11-18T09:17:00+08:00")
        >>> Occasion(7, at, "archive1", Path("/srv/news archive")).command("audit", "--run", "7")
        "scrapy audit --run 7 -s 'NEWSCRAWL_DATA=/srv/news archive'"
        """
        places = [f"NEWSCRAWL_DATA={self.data}", *([f"NEWSCRAWL_LEDGER={self.ledger}"] if self.ledger else [])]
        return shlex.join([program(), *words, *(each for place in places for each in ("-s", place))])

    def where(self, alarm: Alarm) -> str:
        """Return what an alarm is about: the channel with its name and host."""
        place = self.places.get(alarm.channel)
        if alarm.host:
            return f"{alarm.host} ({alarm.channel})"
        return f"{alarm.channel} ({place.name}, {place.host})" if place else alarm.channel


def subject(alarms: Sequence[Alarm], occasion: Occasion) -> str:
    """Return the subject of a message: alarm, channel and host.

    >>> at = datetime.fromisoformat("2020-11-18T09:17:00+08:00")
    >>> run = Occasion(7, at, "archive1", Path("/srv"), places={"hxnews/fz": Place("福州新闻", "www.hxnews.com")})
    >>> subject([Alarm("no_links", "hxnews/fz", "…")], run)
    'newscrawl: no_links: hxnews/fz (福州新闻, www.hxnews.com)'
    >>> subject([Alarm("unreachable", "fjsen/fj", "…", "www.fjsen.com"), *[Alarm("few", "hxnews/fz", "…")] * 4], run)
    'newscrawl: 5 alarms: unreachable: www.fjsen.com (fjsen/fj); few: hxnews/fz (福州新闻, www.hxnews.com); …'
    """
    named = [f"{alarm.name}: {occasion.where(alarm)}" for alarm in alarms[:IN_SUBJECT]]
    named += ["…"] if len(alarms) > IN_SUBJECT else []
    n = len(alarms)
    count = ngettext("{n} alarm: ", "{n} alarms: ", n).format(n=n) if n > 1 else ""
    return _line(f"newscrawl: {count}{'; '.join(named)}")


def message_text(alarms: Sequence[Alarm], occasion: Occasion, most: int | None = None) -> str:
    """Return alarms as the text of a message.

    A chat takes `most` characters; what is left out is counted.

    >>> at = datetime.fromisoformat("2020-11-18T09:17:00+08:00")
    >>> run = Occasion(7, at, "archive1", Path("/srv"), places={"hxnews/fz": Place("福州新闻", "www.hxnews.com")})
    >>> print(message_text([Alarm("no_links", "hxnews/fz", "http://www.hxnews.com/news/fj/fz/ shows no entry")], run))
    no_links: hxnews/fz (福州新闻, www.hxnews.com)
      http://www.hxnews.com/news/fj/fz/ shows no entry
      Open the listing in a browser; if it has entries, its markup changed: see `scrapy newsite`.
    <BLANKLINE>
    When: 2020-11-18 09:17 +08:00, run 7 on archive1
    Data folder: /srv
    To look: scrapy audit --run 7 -s NEWSCRAWL_DATA=/srv
    """
    told = [_told(alarm, occasion) for alarm in alarms]
    end = "\n".join(
        (
            _("When: {when}, run {run} on {machine}").format(
                when=occasion.at.isoformat(" ", "minutes").replace("+", " +"),
                run=occasion.run,
                machine=occasion.machine,
            ),
            _("Data folder: {data}").format(data=occasion.data),
            _("To look: {command}").format(command=occasion.command("audit", "--run", str(occasion.run))),
        )
    )
    kept = len(told)
    while most is not None and kept > 1 and sum(len(each) + 1 for each in told[:kept]) + len(end) + 40 > most:
        kept -= 1
    n = len(told) - kept
    more = [ngettext("… {n} more alarm", "… {n} more alarms", n).format(n=n)] if n else []
    text = escape_controls("\n".join((*told[:kept], *more, "", end)))
    return text if most is None or len(text) <= most else f"{text[: most - 1]}…"


def values(alarms: Sequence[Alarm], occasion: Occasion) -> dict[str, Any]:
    """Return what a webhook gets: `text` for chats, the rest for programs."""
    return {
        "text": message_text(alarms, occasion),
        "subject": subject(alarms, occasion),
        "at": occasion.at.isoformat(),
        "run": occasion.run,
        "machine": occasion.machine,
        "data": str(occasion.data),
        "look": occasion.command("audit", "--run", str(occasion.run)),
        "alarms": [
            {
                "name": alarm.name,
                "channel": alarm.channel,
                "host": alarm.host or (place.host if (place := occasion.places.get(alarm.channel)) else None),
                "evidence": alarm.evidence,
                "advice": advice(alarm.name),
            }
            for alarm in alarms
        ],
    }


def mail(alarms: Sequence[Alarm], occasion: Occasion, sender: str, recipient: str) -> EmailMessage:
    """Return alarms as a mail: plain text (RFC 5322, RFC 2045).

    An alarm that lasts is sent again each day; its mails refer to one thread, which no
    mail opens, so that a reader of mail shows them together. `Auto-Submitted` keeps
    replies of absent people away (RFC 3834).
    """
    message = EmailMessage(policy=POLICY)
    domain = parseaddr(sender)[1].rpartition("@")[2] or "localhost"
    message["From"], message["To"] = sender, recipient
    message["Subject"] = subject(alarms, occasion)
    message["Date"] = format_datetime(occasion.at)
    message["Message-ID"] = _id(domain, occasion.machine, occasion.data, occasion.run, occasion.at, recipient)
    threads = [_id(domain, occasion.machine, occasion.data, each.name, each.subject) for each in alarms[:REFERENCES]]
    message["In-Reply-To"] = threads[0]
    message["References"] = " ".join(dict.fromkeys(threads))
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(message_text(alarms, occasion))
    return message


def _id(domain: str, *parts: object) -> str:
    """Return the identifier of a message or a thread."""
    return f"<newscrawl.{sha256(repr([str(part) for part in parts]).encode()).hexdigest()[:24]}@{domain}>"


def _told(alarm: Alarm, occasion: Occasion) -> str:
    lines = (f"{alarm.name}: {occasion.where(alarm)}", f"  {alarm.evidence}", f"  {advice(alarm.name)}")
    return "\n".join(line for line in lines if line.strip())


def _line(text: str) -> str:
    return " ".join(escape_controls(text).split())
