"""Send alarms by mail, webhook, or spidermon's actions (Slack, Telegram, Discord).

`NEWSCRAWL_ALARM_TO` names the recipients. A message that cannot be sent is logged in
one line and changes nothing else: the crawl is over, its exit code stands, and the
alarms are in the ledger.
"""

from __future__ import annotations

import json
import logging
import smtplib
import ssl
from collections.abc import Sequence
from email.message import EmailMessage
from types import SimpleNamespace
from typing import Any
from urllib.request import Request, urlopen

from scrapy.exceptions import UsageError
from scrapy.settings import BaseSettings
from scrapy.utils.misc import load_object

from newscrawl.ledger.history import Alarm
from newscrawl.monitor.alarms import ADVICE

logger = logging.getLogger(__name__)

TIMEOUT = 20.0
"""Seconds that a mail server or webhook has to answer."""
_MESSAGES = ("SLACK", "TELEGRAM", "DISCORD")


def message_text(alarms: Sequence[Alarm]) -> str:
    """Return alarms as the text of a message.

    >>> print(message_text([Alarm("no_links", "hxnews/fz", "http://www.hxnews.com/news/fj/fz/ shows no entry")]))
    hxnews/fz: no_links
      http://www.hxnews.com/news/fj/fz/ shows no entry
      Open the listing in a browser; if it has entries, its markup changed: see `scrapy newsite`.
    """
    return "\n".join(
        f"{alarm.subject}: {alarm.name}\n  {alarm.evidence}\n  {ADVICE.get(alarm.name, '')}" for alarm in alarms
    )


def check_recipients(settings: BaseSettings) -> None:
    """Raise `UsageError` if a recipient in the settings can never receive a message."""
    for recipient in settings.getlist("NEWSCRAWL_ALARM_TO"):
        if recipient.startswith("mailto:"):
            if "@" not in recipient:
                raise UsageError(f"NEWSCRAWL_ALARM_TO: {recipient} is no mail address")
        elif not recipient.startswith(("http://", "https://")):
            try:
                load_object(recipient)
            except (ImportError, NameError, ValueError) as error:
                raise UsageError(
                    f"NEWSCRAWL_ALARM_TO: {recipient} is neither mailto:…, https://… nor an action that can be loaded "
                    f"({error}); spidermon's need pip install 'newscrawl[alarms]'"
                ) from None


def send(alarms: Sequence[Alarm], settings: BaseSettings) -> None:
    """Send alarms to all recipients in the settings."""
    if not alarms:
        return
    for recipient in settings.getlist("NEWSCRAWL_ALARM_TO"):
        try:
            if recipient.startswith("mailto:"):
                _mail(recipient.removeprefix("mailto:"), alarms, settings)
            elif recipient.startswith(("http://", "https://")):
                _post(recipient, alarms)
            else:
                _act(recipient, alarms, settings)
        except Exception as error:
            logger.error("The alarms could not be sent to %s: %s", recipient.partition("?")[0], error or type(error))


def _mail(address: str, alarms: Sequence[Alarm], settings: BaseSettings) -> None:
    """Send a mail by Scrapy's own settings: MAIL_HOST, MAIL_PORT, MAIL_FROM, MAIL_USER,
    MAIL_PASS, MAIL_TLS, MAIL_SSL."""
    message = EmailMessage()
    message["From"], message["To"] = settings["MAIL_FROM"], address
    names = sorted({alarm.name for alarm in alarms})
    message["Subject"] = f"newscrawl: {len(alarms)} alarms ({', '.join(names)})"
    message.set_content(message_text(alarms))
    host, port = settings["MAIL_HOST"], settings.getint("MAIL_PORT")
    context = ssl.create_default_context()
    if settings.getbool("MAIL_SSL"):
        server: smtplib.SMTP = smtplib.SMTP_SSL(host, port, timeout=TIMEOUT, context=context)
    else:
        server = smtplib.SMTP(host, port, timeout=TIMEOUT)
    with server:
        if settings.getbool("MAIL_TLS"):
            server.starttls(context=context)
        if settings.get("MAIL_USER"):
            server.login(settings["MAIL_USER"], settings["MAIL_PASS"] or "")
        server.send_message(message)


def _post(url: str, alarms: Sequence[Alarm]) -> None:
    """Post JSON to a webhook: `text` for chats, `alarms` for programs."""
    listed = [
        {
            "name": alarm.name,
            "channel": alarm.channel,
            "host": alarm.host,
            "evidence": alarm.evidence,
            "advice": ADVICE.get(alarm.name),
        }
        for alarm in alarms
    ]
    body = json.dumps({"text": message_text(alarms), "alarms": listed}, ensure_ascii=False).encode()
    request = Request(url, body, {"Content-Type": "application/json; charset=utf-8"})
    with urlopen(request, timeout=TIMEOUT):
        pass


def _act(path: str, alarms: Sequence[Alarm], settings: BaseSettings) -> None:
    """Run an action of spidermon with its own settings.

    The message is passed as data, not as a template: it holds text of foreign pages.
    """
    ours = settings.copy()
    for name in _MESSAGES:
        ours.set(f"SPIDERMON_{name}_MESSAGE", "{{ data.text }}", priority="cmdline")
    ours.set("SPIDERMON_SLACK_INCLUDE_ATTACHMENTS", False, priority="cmdline")
    action = load_object(path).from_crawler(SimpleNamespace(settings=ours))
    result = _Result()
    action.run(result, SimpleNamespace(text=message_text(alarms), meta={}))
    if result.error:
        raise RuntimeError(result.error)


class _Result:
    """The result object that an action of spidermon reports to; its lists are empty."""

    def __init__(self) -> None:
        self.error: str | None = None

    def __getattr__(self, name: str) -> Any:
        return []

    def start_action(self, action: Any) -> None: ...

    def add_action_success(self, action: Any) -> None: ...

    def add_action_skip(self, action: Any, reason: str) -> None:
        self.error = f"skipped: {reason}"

    def add_action_error(self, action: Any, error: str) -> None:
        self.error = error.strip().splitlines()[-1]
