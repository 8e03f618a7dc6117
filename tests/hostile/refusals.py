"""A seed → a page that comes in an article's or a listing's place, different from it in
structure only. Pure.

Eight kinds, as firewalls, servers and content systems make them, each with several
builds. The words are chance and come from the same pool as those of articles; numbers,
tokens and times differ from request to request, as they do where such pages name a
request. Nothing of it is copied from anybody's page.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from html import escape

from tests.hostile.wording import Wording


@dataclass(frozen=True, slots=True)
class Refusal:
    """What is answered instead."""

    body: bytes
    status: int = 200


def refusal(kind: str, seed: str, path: str, now: datetime) -> Refusal:
    """Make a page of a kind: its build and words are the seed's, its numbers the
    request's.
    """
    return KINDS[kind](Wording(seed), Wording(seed, path, now.isoformat()), path, now)


def _html(title: str, body: str, head: str = "") -> bytes:
    meta = f'<meta charset="utf-8"><title>{title}</title>{head}'
    return f"<!DOCTYPE html><html><head>{meta}</head><body>{body}</body></html>".encode()


def _waf(fixed: Wording, now: Wording, path: str, at: datetime) -> Refusal:
    """A firewall's box: a heading, a line or two, the request's number, an address and
    the time.
    """
    style = "<style>.box{width:600px;margin:100px auto}</style>"
    lines = "".join(f"<p>{fixed.words(fixed.random.randint(4, 12))}</p>" for _ in range(fixed.random.randint(1, 3)))
    number = f"<p>{fixed.words(2)}：{now.code()}</p><p>IP：203.0.113.{now.random.randrange(256)}</p>"
    shown = f"<p>{fixed.words(1)}：{at:%Y-%m-%d %H:%M:%S}</p>"
    build = fixed.random.randrange(3)
    if build == 0:
        body = f'<div class="box"><h1>{fixed.words(4)}</h1>{lines}{number}{shown}</div>'
    elif build == 1:
        body = f'<table width="600"><tr><td><b>{fixed.words(5)}</b></td></tr><tr><td>{lines}{number}</td></tr></table>'
    else:
        body = f"<h1>405</h1><h3>{fixed.words(8)}</h3>{lines}<p>URL: {escape(path)}</p>{number}"
    return Refusal(_html(fixed.words(3), body, style), 405 if build == 2 else 200)


def _slider(fixed: Wording, now: Wording, path: str, at: datetime) -> Refusal:
    """A slider to be drawn, or a picture to be typed off, in a form with a token."""
    token = f'<input type="hidden" name="{fixed.latin()}" value="{now.code(32)}">'
    build = fixed.random.randrange(2)
    if build == 0:
        track = '<div id="nc"><div class="track"><span class="btn">&gt;&gt;</span></div></div>'
        body = f'<div class="wrap"><p>{fixed.words(6)}</p>{track}<form method="post">{token}</form></div>'
    else:
        image = f'<img src="/_{fixed.latin()}.php?t={now.code(8)}" width="120">'
        entry = f'<input name="{fixed.latin()}"><button>{fixed.words(1)}</button>'
        body = f'<form method="post"><p>{fixed.sentence(4, 7)}</p>{image}{entry}{token}</form>'
    return Refusal(_html(fixed.words(3), body + f'<script src="/{fixed.latin()}/{fixed.latin()}.js"></script>'))


def _script(fixed: Wording, now: Wording, path: str, at: datetime) -> Refusal:
    """Nothing but a script, which asks, keeps something and loads the page again."""
    name, key = fixed.latin(), now.code(40)
    build = fixed.random.randrange(4)
    if build == 0:
        script = (
            f"function {name}(k,v){{sessionStorage.setItem(k,v)}}var x=new XMLHttpRequest();"
            f'x.open("POST","/{fixed.latin()}",true);x.onload=function(){{{name}("{key}",x.responseText);'
            f"location.reload()}};x.send(navigator.userAgent);"
        )
    elif build == 1:
        script = f'document.cookie="{name}={key};path=/";location.href=location.pathname;'
    elif build == 2:
        numbers = ",".join(str(now.random.randrange(1000)) for _ in range(60))
        script = f'var {name}=[{numbers}],s="";for(var i in {name})s+=String.fromCharCode({name}[i]^7);eval(s);'
    else:
        script = f'window["_{name}"]="{key}";'
    end = f'<script src="/{fixed.latin()}.js?{key}"></script>' if build == 3 else ""
    page = f"<html><head><meta charset='utf-8'></head><body><script>{script}</script>{end}</body></html>"
    return Refusal(page.encode())


def _maintenance(fixed: Wording, now: Wording, path: str, at: datetime) -> Refusal:
    """A friendly picture, a heading, and a sentence or two until when."""
    text = f"<p>{fixed.sentence(5, 9)}</p>" * fixed.random.randint(1, 2)
    body = f'<div class="c"><img src="/images/{fixed.latin()}.png"><h2>{fixed.words(5)}</h2>{text}</div>'
    return Refusal(_html(fixed.words(4), body), fixed.random.choice((200, 200, 503)))


def _database(fixed: Wording, now: Wording, path: str, at: datetime) -> Refusal:
    """The line with which a content system dies that finds no database."""
    words = " ".join(fixed.latin() for _ in range(fixed.random.randint(4, 9)))
    build = fixed.random.randrange(3)
    if build == 0:
        body = f"<h1>{words.title()}</h1>".encode()
    elif build == 1:
        body = f"{fixed.latin()}[{fixed.random.randrange(9000)}]: {words} ({fixed.latin()}@127.0.0.1)".encode()
    else:
        numbers = f"<p>{fixed.latin().title()}: {fixed.random.randrange(9999)}</p><p>{fixed.words(8)}</p>"
        body = _html(fixed.latin().title(), f"<div><b>{words}</b>{numbers}</div>")
    return Refusal(body, fixed.random.choice((200, 200, 500)))


def _program(fixed: Wording, now: Wording, path: str, at: datetime) -> Refusal:
    """A program's error with file and line: PHP's, or the yellow page of IIS."""
    words = " ".join(fixed.latin() for _ in range(6))
    if fixed.random.random() < 0.5:
        where = f"/www/{fixed.latin()}/{fixed.latin()}.php"
        line = f"<br />\n<b>{fixed.latin().title()}</b>: {words} in <b>{where}</b> on line <b>{len(words)}</b><br />\n"
        return Refusal((line * fixed.random.randint(1, 3)).encode())
    stack = "\n".join(
        f"   {fixed.latin().title()}.{fixed.latin().title()}() +{now.random.randrange(999)}" for _ in range(6)
    )
    body = f"<h1>“/”{fixed.words(4)}</h1><hr><h2><i>{fixed.words(6)}</i></h2><p>{fixed.sentence(6, 9)}</p><pre>{stack}</pre>"
    return Refusal(_html(fixed.words(5), body), fixed.random.choice((200, 500)))


def login_form(fixed: Wording) -> bytes:
    """Make a form that asks for a name and a password."""
    fields = f'{fixed.words(2)} <input name="u"> {fixed.words(1)} <input type="password" name="p">'
    button = f"<button>{fixed.words(1)}</button>"
    links = f'<a href="/u/{fixed.latin()}">{fixed.words(2)}</a> <a href="/u/{fixed.latin()}">{fixed.words(3)}</a>'
    form = f'<form action="/u/in" method="post"><h3>{fixed.words(3)}</h3>{fields}{button}</form>{links}'
    return _html(fixed.words(3), f'<div class="box">{form}</div><div class="foot">{fixed.words(6)}</div>')


def _login(fixed: Wording, now: Wording, path: str, at: datetime) -> Refusal:
    return Refusal(login_form(fixed))


def _leads_on(fixed: Wording, now: Wording, path: str, at: datetime) -> Refusal:
    """A page whose only matter is to lead to another one, by meta refresh or by
    script.
    """
    to = f"/u/{fixed.latin()}?b={now.code(6)}"
    build = fixed.random.randrange(3)
    if build == 0:
        page = f'<html><head><meta http-equiv="refresh" content="0;url={to}"></head><body></body></html>'
    elif build == 1:
        page = f'<html><body><script>window.location.href="{to}";</script></body></html>'
    else:
        page = f"<html><head><title>{fixed.words(2)}</title></head><body onload=\"top.location='{to}'\"><p>{fixed.words(5)}</p></body></html>"
    return Refusal(page.encode())


KINDS: dict[str, Callable[[Wording, Wording, str, datetime], Refusal]] = {
    "waf": _waf,
    "slider": _slider,
    "script": _script,
    "maintenance": _maintenance,
    "database": _database,
    "program": _program,
    "login": _login,
    "leads_on": _leads_on,
}
