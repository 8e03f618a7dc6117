"""Alarms that are sent: to a real web server, a real mail server, an action; what fails changes nothing."""

from __future__ import annotations

import json
import re
import socket
import threading
from collections.abc import Iterator
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any, ClassVar

import pytest
from scrapy.exceptions import UsageError
from scrapy.settings import Settings

from newscrawl.i18n import choose_language
from newscrawl.ledger.history import Alarm
from newscrawl.monitor import chats
from newscrawl.monitor.host_alarms import judge_given_up, judge_walks
from newscrawl.monitor.messages import Occasion, Place, mail, message_text, subject
from newscrawl.monitor.sending import CHAT, check_recipients, send
from tests.monitor.test_host_alarms import NOW, stopped

MAILS = Path(__file__).parent / "mails"
RUN = Occasion(
    7,
    datetime.fromisoformat("2020-11-18T09:17:00+08:00"),
    "archive1",
    Path("/srv/newscrawl/data"),
    places={
        "hxnews/fz": Place("福州新闻", "www.hxnews.com"),
        "fjsen/fj": Place("福建要闻", "fj.fjsen.com"),
    },
)
FEW = Alarm("few", "fjsen/fj", "2 articles on 2020-11-17, 31 on a usual day; 报道《福州地铁四号线》之后再无新稿")
DOWN = Alarm(
    "unreachable", "hxnews/fz", "no answer in time, since 2020-11-18 09:17; hxnews/fz, hxnews/fj", "www.hxnews.com"
)
SENT = {
    "one": [Alarm("no_links", "hxnews/fz", "http://www.hxnews.com/news/fj/fz/ shows no entry")],
    "several": [DOWN, FEW, FEW],
}
ALARMS = [Alarm("no_links", "hxnews/fz", "http://www.hxnews.com/news/fj/fz/ shows no entry; {{ 7 * 7 }}")]


class Hook(BaseHTTPRequestHandler):
    """Keeps what is posted."""

    posted: ClassVar[list[Any]] = []

    def do_POST(self) -> None:
        self.posted.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        self.send_response(500 if self.path == "/broken" else 200)
        self.end_headers()
        if self.path == "/refusing":
            self.wfile.write(json.dumps({"errcode": 310000, "errmsg": "关键词不匹配"}).encode())

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
        self.received = b""

    def run(self) -> None:
        connection, _address = self.listening.accept()
        with connection, connection.makefile("rwb") as file:
            self._say(file, "220 here")
            data = False
            while raw := file.readline():
                line = raw.decode().rstrip("\r\n")
                if data:
                    self.lines.append(line)
                    if line != ".":
                        self.received += raw.removeprefix(b".")
                    else:
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
    send(ALARMS, RUN, settings(f"{hook}/hook"))
    (posted,) = Hook.posted
    assert posted["text"] == message_text(ALARMS, RUN)
    assert posted["alarms"][0]["name"] == "no_links"
    assert posted["alarms"][0]["host"] == "www.hxnews.com"
    assert posted["alarms"][0]["advice"]
    assert (posted["at"], posted["data"]) == ("2020-11-18T09:17:00+08:00", "/srv/newscrawl/data")
    assert posted["look"] in posted["text"]


@pytest.mark.parametrize("name", SENT)
def test_a_mail_arrives_as_it_is_kept_here(name: str) -> None:
    """Plain ASCII on the wire, whatever the words; the subject has alarm, channel and host; the body when and where."""
    box = Mailbox()
    box.start()
    sender = {"MAIL_HOST": "127.0.0.1", "MAIL_PORT": box.port, "MAIL_FROM": "海都档案 <newscrawl@example.org>"}
    send(SENT[name], RUN, settings("mailto:archive@example.org", **sender))
    box.join(10)
    box.listening.close()
    assert box.received.isascii()
    assert max(map(len, box.received.splitlines())) <= 998, "RFC 5322, 2.1.1"
    kept = (MAILS / f"{name}.eml").read_bytes()
    assert parsed(box.received) == parsed(kept)


def test_a_mail_is_in_the_language_of_the_process() -> None:
    """Evidence, advice, time and folder in Chinese; names of alarms, fields of headers and commands as they are."""
    choose_language("zh")
    try:
        sent = mail(in_chinese(), RUN, "newscrawl@example.org", "archive@example.org").as_bytes()
    finally:
        choose_language("en")
    assert sent.isascii()
    (headers, text), (kept, shown) = parsed(sent), parsed((MAILS / "chinese.eml").read_bytes())
    assert {**headers, "Subject": ""} == {**kept, "Subject": ""}, "its words may get better"
    assert text.count("\n") == shown.count("\n")
    assert text.strip().endswith(RUN.command("audit", "--run", "7"))
    told = [line for line in text.splitlines() if line.startswith("  ")]
    assert len(told) == 4
    assert all(re.search("[\u4e00-\u9fff]{4}", line) for line in told), told


def in_chinese() -> list[Alarm]:
    given_up = judge_given_up({"http_404": 3}, {"hxnews/fz": {"failed/http_404": 3}}, {"hxnews/fz": "www.hxnews.com"})
    return [*judge_walks([stopped("no_such_host")], NOW), *given_up]


def parsed(raw: bytes) -> tuple[dict[str, str], str]:
    message = message_from_bytes(raw, EmailMessage, policy=policy.default)
    assert isinstance(message, EmailMessage)
    assert not message.defects
    return {name: str(value) for name, value in message.items() if name != "Content-Transfer-Encoding"}, (
        message.get_content().replace("\r\n", "\n")
    )


def test_mails_about_one_alarm_are_one_thread_and_each_is_a_mail_of_its_own() -> None:
    later = Occasion(31, datetime.fromisoformat("2020-11-19T09:17:00+08:00"), RUN.machine, RUN.data, places=RUN.places)
    first, second = (mail([DOWN], run, "a@example.org", "b@example.org") for run in (RUN, later))
    other = mail([FEW], later, "a@example.org", "b@example.org")
    assert first["Subject"] == second["Subject"]
    assert first["Message-ID"] != second["Message-ID"]
    assert first["References"] == second["References"] != other["References"]


def test_what_a_page_says_is_no_header_and_no_control() -> None:
    sly = Alarm("no_links", "hxnews/fz", "\x1b]0;福州\x07", "www.hxnews.com\r\nBcc: all@example.org")
    sent = mail([sly], RUN, "a@example.org", "b@example.org")
    assert sent["Bcc"] is None
    assert "\x1b" not in sent.get_content()


def test_a_chat_gets_what_it_takes_and_how_much_more_there_is() -> None:
    text = message_text([DOWN] * 200, RUN, CHAT)
    assert len(text) <= CHAT
    kept = text.count("unreachable: ")
    assert f"… {200 - kept} more alarms" in text
    assert "To look: " in text
    assert len(subject([DOWN] * 200, RUN)) < 200


def test_a_mail_is_sent_and_what_fails_before_it_changes_nothing(hook: str, caplog: pytest.LogCaptureFixture) -> None:
    box = Mailbox()
    box.start()
    to = f"{hook}/broken,http://127.0.0.1:1/,mailto:archive@example.org"
    send(ALARMS, RUN, settings(to, MAIL_HOST="127.0.0.1", MAIL_PORT=box.port, MAIL_FROM="newscrawl@example.org"))
    box.join(10)
    box.listening.close()
    text = "\n".join(box.lines)
    assert "Subject: newscrawl: no_links: hxnews/fz" in text
    assert [record.message.partition(" sent to ")[2].partition("/…: ")[0] for record in caplog.records] == [
        hook,
        "http://127.0.0.1:1",
    ]
    assert not any("\n" in record.message for record in caplog.records)


@pytest.mark.parametrize("path", ["hook", "refusing"])
def test_a_chat_gets_its_own_form_and_what_it_refuses_with_200_is_told(
    hook: str, path: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """A form that DingTalk or WeCom do not know, or a text without the robot's keyword, would be lost silently."""
    monkeypatch.setitem(chats._KINDS, hook.removeprefix("http://"), "dingtalk")
    send(ALARMS * 90, RUN, settings(f"{hook}/{path}"))
    (posted,) = Hook.posted
    assert posted["msgtype"] == "text"
    content = posted["text"]["content"]
    assert content.startswith("newscrawl: 90 alarms: no_links: hxnews/fz (福州新闻, www.hxnews.com)")
    assert len(content.encode()) <= chats.BYTES
    assert content.endswith("To look: scrapy audit --run 7 -s NEWSCRAWL_DATA=/srv/newscrawl/data")
    told = [f"The alarms could not be sent to {hook}/…: 310000 关键词不匹配"] if path == "refusing" else []
    assert caplog.messages == told


def test_an_action_of_spidermon_says_our_words_and_runs_no_template_of_a_page(caplog: pytest.LogCaptureFixture) -> None:
    pytest.importorskip("spidermon.contrib.actions.telegram", reason="spidermon is not installed (newscrawl[alarms])")
    caplog.set_level("INFO")
    action = "spidermon.contrib.actions.telegram.SendTelegramMessage"
    channel_settings = {"SPIDERMON_TELEGRAM_SENDER_TOKEN": "t", "SPIDERMON_TELEGRAM_RECIPIENTS": ["r"]}
    send(ALARMS, RUN, settings(action, SPIDERMON_TELEGRAM_FAKE=True, **channel_settings))
    assert message_text(ALARMS, RUN, CHAT) in caplog.messages
    assert "49" not in "".join(caplog.messages)


@pytest.mark.parametrize(
    ("to", "said"),
    [
        ("mailto:nobody", "nobody is no mail address"),
        ("archive@example.org", "did you mean mailto:archive@example.org?"),
        ("somebody", "nor the path of an action"),
        ("no.such.Action", "cannot be loaded"),
        ("spidermon.no.such.Action", "pip install 'newscrawl[alarms]'"),
    ],
)
def test_what_could_never_be_told_is_refused_before_a_crawl(to: str, said: str) -> None:
    with pytest.raises(UsageError, match="NEWSCRAWL_ALARM_TO") as refused:
        check_recipients(settings(to))
    assert said in str(refused.value)
