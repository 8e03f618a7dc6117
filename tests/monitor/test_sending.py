"""Alarms that are sent: to a real web server, a real mail server, an action; what fails changes nothing."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any, ClassVar

import pytest
from scrapy.exceptions import UsageError
from scrapy.settings import Settings

from newscrawl.ledger.history import Alarm
from newscrawl.monitor.sending import check_recipients, message_text, send

ALARMS = [Alarm("no_links", "hxnews/fz", "http://www.hxnews.com/news/fj/fz/ shows no entry; {{ 7 * 7 }}")]


class Hook(BaseHTTPRequestHandler):
    """Keeps what is posted."""

    posted: ClassVar[list[Any]] = []

    def do_POST(self) -> None:
        self.posted.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        self.send_response(200 if self.path == "/hook" else 500)
        self.end_headers()

    def log_message(self, *_args: object) -> None: ...


@pytest.fixture
def hook() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), Hook)
    Hook.posted.clear()
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


class Mailbox(threading.Thread):
    """A mail server (RFC 5321) that takes one message."""

    def __init__(self) -> None:
        super().__init__()
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.port = self.listening.getsockname()[1]
        self.lines: list[str] = []

    def run(self) -> None:
        connection, _address = self.listening.accept()
        with connection, connection.makefile("rwb") as file:
            self._say(file, "220 here")
            data = False
            while raw := file.readline():
                line = raw.decode().rstrip("\r\n")
                if data:
                    self.lines.append(line)
                    if line == ".":
                        data = False
                        self._say(file, "250 taken")
                    continue
                if line.upper() == "DATA":
                    data = self._say(file, "354 go on")
                elif line.upper().startswith("QUIT"):
                    self._say(file, "221 bye")
                    return
                else:
                    self._say(file, "250 fine")

    def _say(self, file: Any, words: str) -> bool:
        file.write(f"{words}\r\n".encode())
        file.flush()
        return True


def settings(to: str, **more: Any) -> Settings:
    return Settings({"NEWSCRAWL_ALARM_TO": to, **more})


def test_a_webhook_gets_words_and_values(hook: str) -> None:
    send(ALARMS, settings(f"{hook}/hook"))
    (posted,) = Hook.posted
    assert posted["text"] == message_text(ALARMS)
    assert posted["alarms"][0]["name"] == "no_links"
    assert posted["alarms"][0]["advice"]


def test_a_mail_is_sent_and_what_fails_before_it_changes_nothing(hook: str, caplog: pytest.LogCaptureFixture) -> None:
    box = Mailbox()
    box.start()
    to = f"{hook}/broken,http://127.0.0.1:1/,mailto:archive@example.org"
    send(ALARMS, settings(to, MAIL_HOST="127.0.0.1", MAIL_PORT=box.port, MAIL_FROM="newscrawl@example.org"))
    box.join(10)
    box.listening.close()
    text = "\n".join(box.lines)
    assert "Subject: newscrawl: 1 alarms (no_links)" in text
    assert "hxnews/fz: no_links" in text
    assert [record.message.partition(" sent to ")[2].partition(":")[0] for record in caplog.records] == ["http", "http"]


def test_an_action_of_spidermon_says_our_words_and_runs_no_template_of_a_page(caplog: pytest.LogCaptureFixture) -> None:
    pytest.importorskip("spidermon.contrib.actions.telegram", reason="spidermon is not installed (newscrawl[alarms])")
    caplog.set_level("INFO")
    action = "spidermon.contrib.actions.telegram.SendTelegramMessage"
    channel_settings = {"SPIDERMON_TELEGRAM_SENDER_TOKEN": "t", "SPIDERMON_TELEGRAM_RECIPIENTS": ["r"]}
    send(ALARMS, settings(action, SPIDERMON_TELEGRAM_FAKE=True, **channel_settings))
    assert message_text(ALARMS) in caplog.messages
    assert "49" not in "".join(caplog.messages)


@pytest.mark.parametrize("to", ["mailto:nobody", "archive@example.org", "no.such.Action"])
def test_what_could_never_be_told_is_refused_before_a_crawl(to: str) -> None:
    with pytest.raises(UsageError, match="NEWSCRAWL_ALARM_TO"):
        check_recipients(settings(to))
