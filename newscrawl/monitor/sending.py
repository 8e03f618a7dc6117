"""Send alarms by mail, webhook, or spidermon's actions (Slack, Telegram, Discord).

`NEWSCRAWL_ALARM_TO` names the recipients. A message that cannot be sent is logged in
one line and changes nothing else: the crawl is over, its exit code stands, and the
alarms are in the ledger.
"""

from __future__ import annotations

import json
import logging
import re
import smtplib
import ssl
from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.request import Request, urlopen

from scrapy.exceptions import UsageError
from scrapy.settings import BaseSettings
from scrapy.utils.misc import load_object

from newscrawl.catalog.schema import Site
from newscrawl.i18n import _
from newscrawl.ledger.history import Alarm
from newscrawl.ledger.place import ledger_place, worker_name
from newscrawl.monitor.causes import host_and_port
from newscrawl.monitor.chats import body_for, is_chat, refusal
from newscrawl.monitor.messages import Occasion, Place, mail, message_text, values
from newscrawl.options import data_folder, now

logger = logging.getLogger(__name__)

TIMEOUT = 20.0
"""Seconds that a mail server or webhook has to answer."""
ANSWER = 10_000
"""Bytes of a chat's answer that are read."""
CHAT = 1900
"""Characters that every chat takes: Discord 2,000, Telegram 4,096, Slack more."""
_PATH = re.compile(r"[A-Za-z_]\w*(\.[A-Za-z_]\w*)+", re.ASCII)
"""The path of a class: `spidermon.contrib.actions.slack.notifiers.SendSlackMessage`."""
_MESSAGES = ("SLACK", "TELEGRAM", "DISCORD")


def check_recipients(settings: BaseSettings) -> None:
    """Raise `UsageError` if a recipient in the settings can never receive a message."""
    for recipient in settings.getlist("NEWSCRAWL_ALARM_TO"):
        if recipient.startswith("mailto:"):
            if "@" not in recipient:
                raise UsageError(_("NEWSCRAWL_ALARM_TO: {recipient} is no mail address").format(recipient=recipient))
        elif not recipient.startswith(("http://", "https://")):
            _check_action(recipient)


def _check_action(recipient: str) -> None:
    """Raise `UsageError` if a recipient that is no address is no action, either."""
    if not _PATH.fullmatch(recipient):
        hint = _("; did you mean {names}?").format(names=f"mailto:{recipient}") if "@" in recipient else ""
        raise UsageError(
            _("NEWSCRAWL_ALARM_TO: {recipient} is neither mailto:…, https://… nor the path of an action{hint}").format(
                recipient=recipient, hint=hint
            )
        )
    try:
        load_object(recipient)
    except (ImportError, NameError, ValueError) as error:
        told = (
            _("NEWSCRAWL_ALARM_TO: {recipient} cannot be loaded ({error}): pip install 'newscrawl[alarms]'")
            if recipient.startswith("spidermon.")
            else _("NEWSCRAWL_ALARM_TO: {recipient} cannot be loaded ({error})")
        )
        raise UsageError(told.format(recipient=recipient, error=error)) from None


def occasion_of(crawler: Any) -> Occasion:
    """Return the run that a crawler made, as messages tell of it."""
    settings = crawler.settings
    place = ledger_place(settings)
    default = data_folder(settings) / "ledger.sqlite"
    sites: dict[str, Site] = getattr(crawler.spider, "sites", {})
    return Occasion(
        crawler.record.account.run,
        now(settings),
        worker_name(settings),
        data_folder(settings),
        place if isinstance(place, Path) and place != default else None,
        {
            channel.key: Place(channel.name or channel.key, host_and_port(channel.url or site.home) or site.id)
            for site in sites.values()
            for channel in site.channels
        },
    )


def send(alarms: Sequence[Alarm], occasion: Occasion, settings: BaseSettings) -> None:
    """Send alarms to all recipients in the settings."""
    if not alarms:
        return
    for recipient in settings.getlist("NEWSCRAWL_ALARM_TO"):
        try:
            if recipient.startswith("mailto:"):
                _mail(recipient.removeprefix("mailto:"), alarms, occasion, settings)
            elif recipient.startswith(("http://", "https://")):
                _post(recipient, alarms, occasion)
            else:
                _act(recipient, alarms, occasion, settings)
        except Exception as error:
            why = " ".join(str(getattr(error, "reason", None) or error).split()) or type(error).__name__
            logger.error("The alarms could not be sent to %s: %s", shown_recipient(recipient), why)


def shown_recipient(recipient: str) -> str:
    """Return a recipient without what may be a password: the path of a webhook often
    is one.

    >>> shown_recipient("https://hooks.slack.com/services/T0/B0/secret"), shown_recipient("mailto:a@example.org")
    ('https://hooks.slack.com/…', 'mailto:a@example.org')
    """
    if recipient.startswith(("http://", "https://")):
        return f"{recipient.partition('//')[0]}//{host_and_port(recipient)}/…"
    return recipient.partition("?")[0]


def _mail(address: str, alarms: Sequence[Alarm], occasion: Occasion, settings: BaseSettings) -> None:
    """Send a mail by Scrapy's own settings: MAIL_HOST, MAIL_PORT, MAIL_FROM, MAIL_USER,
    MAIL_PASS, MAIL_TLS, MAIL_SSL."""
    message = mail(alarms, occasion, settings["MAIL_FROM"], address)
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


def _post(url: str, alarms: Sequence[Alarm], occasion: Occasion) -> None:
    """Post JSON to a webhook."""
    body = json.dumps(body_for(url, values(alarms, occasion)), ensure_ascii=False).encode()
    request = Request(url, body, {"Content-Type": "application/json; charset=utf-8"})
    with urlopen(request, timeout=TIMEOUT) as answer:
        if is_chat(url) and (why := refusal(answer.read(ANSWER))):
            raise RuntimeError(why)


def _act(path: str, alarms: Sequence[Alarm], occasion: Occasion, settings: BaseSettings) -> None:
    """Run an action of spidermon with its own settings.

    The message is passed as data, not as a template: it holds text of foreign pages.
    """
    ours = settings.copy()
    for name in _MESSAGES:
        ours.set(f"SPIDERMON_{name}_MESSAGE", "{{ data.text }}", priority="cmdline")
    ours.set("SPIDERMON_SLACK_INCLUDE_ATTACHMENTS", False, priority="cmdline")
    action = load_object(path).from_crawler(SimpleNamespace(settings=ours))
    result = _Result()
    action.run(result, SimpleNamespace(text=message_text(alarms, occasion, CHAT), meta={}))
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
