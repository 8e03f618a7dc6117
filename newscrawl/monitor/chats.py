"""The address of a webhook, and an alarm's values → the body that this chat takes, and
whether its answer means that it was shown. Pure.

WeCom (企业微信), DingTalk (钉钉), Feishu (飞书) and Discord take JSON of a form of their
own, and the first three answer 200 to what they refuse, with a code in the body.
Sources: developer.work.weixin.qq.com/document/path/91770 (text of 2,048 bytes),
open.dingtalk.com (custom robots: the text must have the keyword of the robot),
open.feishu.cn (custom bots), discord.com/developers (execute webhook: 2,000
characters).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from newscrawl.monitor.causes import host_and_port

_KINDS = {
    "qyapi.weixin.qq.com": "wecom",
    "oapi.dingtalk.com": "dingtalk",
    "open.feishu.cn": "feishu",
    "open.larksuite.com": "feishu",
    "discord.com": "discord",
}
_CODES = ("errcode", "code", "StatusCode")
"""Fields of an answer whose value is 0 where the message was taken."""
_WORDS = ("errmsg", "msg", "StatusMessage")
BYTES = 1900
"""Bytes of a text that each of them takes."""


def is_chat(url: str) -> bool:
    """Return whether the chat of a webhook is known here."""
    return host_and_port(url) in _KINDS


def body_for(url: str, values: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return what to post to a webhook: a text for a chat that is known, otherwise all
    values.

    >>> body_for("https://oapi.dingtalk.com/robot/send?access_token=x", {"subject": "newscrawl: few", "text": "…"})
    {'msgtype': 'text', 'text': {'content': 'newscrawl: few\\n\\n…'}}
    """
    text = cut(f"{values['subject']}\n\n{values['text']}")
    match _KINDS.get(host_and_port(url) or ""):
        case "wecom" | "dingtalk":
            return {"msgtype": "text", "text": {"content": text}}
        case "feishu":
            return {"msg_type": "text", "content": {"text": text}}
        case "discord":
            return {"content": text, "allowed_mentions": {"parse": []}}
    return values


def cut(text: str) -> str:
    """Return a text of at most `BYTES` bytes; of a longer one the beginning and the
    last three lines, which tell when, where and what to type.

    >>> len(cut("福" * 5000).encode()) <= BYTES
    True
    """
    if len(text.encode()) <= BYTES:
        return text
    tail = "\n…\n" + "\n".join(text.split("\n")[-3:])
    if len(tail.encode()) > BYTES // 2:
        tail = "…"
    return text.encode()[: BYTES - len(tail.encode())].decode("utf-8", "ignore") + tail


def refusal(answer: bytes) -> str | None:
    """Return why a chat did not take a message that it answered with 200; None where it
    did.

    >>> refusal(b'{"errcode": 310000, "errmsg": "keywords not in content"}'), refusal(b'{"errcode": 0}'), refusal(b"ok")
    ('310000 keywords not in content', None, None)
    """
    try:
        values = json.loads(answer)
    except (ValueError, RecursionError):
        return None
    if not isinstance(values, dict):
        return None
    code = next((values[name] for name in _CODES if isinstance(values.get(name), int)), 0)
    words = next((str(values[name]) for name in _WORDS if values.get(name)), "")
    return f"{code} {words}".strip() if code else None
