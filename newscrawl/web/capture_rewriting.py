"""A captured page → HTML that shows it and can do nothing: no script, no request, no
link that leads anywhere.

Elements and attributes are taken over only if they are known to be harmless; all others
go, those with contents of their own (scripts, frames, forms' controls) with them.
Pictures become their descriptions. The policy of the response and the sandbox of its
frame forbid the same again.
"""

from __future__ import annotations

import re
from html import escape

from lxml import etree

from newscrawl.reader.markup import parse_html


def _words(text: str) -> list[str]:
    return text.split()


DROPPED = frozenset(
    _words(
        "script noscript style iframe frame frameset object embed applet base meta link form input button "
        "select textarea option optgroup datalist output audio video source track canvas template slot portal "
        "svg math map area dialog noframes noembed plaintext xmp title head param keygen isindex bgsound "
        "command menuitem fencedframe "
    )
)
"""Elements that go with all they contain; of `form`, what it contains stays."""
KEPT_INSIDE = frozenset({"form"})
TAGS = frozenset(
    _words(
        "a abbr acronym address article aside b bdi bdo big blockquote br caption center cite code col "
        "colgroup dd del details dfn div dl dt em fieldset figcaption figure font footer h1 h2 h3 h4 h5 h6 "
        "header hgroup hr i ins kbd label legend li main mark nav ol p pre q rp rt ruby s samp section small "
        "span strike strong sub summary sup table tbody td tfoot th thead time tr tt u ul var wbr "
    )
)
ATTRIBUTES = frozenset(
    _words(
        "align valign width height colspan rowspan border cellpadding cellspacing bgcolor color face size dir "
        "lang title datetime start type value span scope nowrap "
    )
)
_VOID = frozenset(("br", "hr", "col", "wbr"))
_PLAIN = re.compile(r"[^<>\"'`=\\]{0,200}")
STYLE = (
    "body{font:15px/1.6 sans-serif;margin:1rem;color:#1c2430;background:#fff;overflow-wrap:anywhere}"
    "table{border-collapse:collapse;max-width:100%}.img{border:1px dashed #9aa7b6;color:#5b6675;padding:0 .4em}"
)
MOST_ELEMENTS = 60_000


def rewrite(html: str) -> str:
    """Return a whole page.

    >>> made = rewrite('<p onclick="x()">福州<script>alert(1)</script><a href="http://a.cn/">地铁</a>'
    ...                '<img src="http://a.cn/1.jpg" alt="桥"></p>')
    >>> made[made.index("<p>"):made.index("</body>")]
    '<p>福州<a title="http://a.cn/">地铁</a><span class="img">桥</span></p>'
    """
    root = parse_html(html.replace("\0", "").encode("utf-8", "surrogatepass").decode("utf-8", "replace").encode())
    body = root.find("body")
    parts: list[str] = []
    _write(body if body is not None else root, parts)
    return (
        f'<!doctype html><html><head><meta charset="utf-8"><title></title><style>{STYLE}</style></head><body>'
        f"{''.join(parts)}</body></html>"
    )


def _write(root: etree._Element, parts: list[str]) -> None:
    """Write what is below an element, without recursion: pages nest as deep as they
    like."""
    stack: list[tuple[etree._Element, bool]] = [(root, False)]
    count = 0
    while stack:
        element, closing = stack.pop()
        tag = element.tag if isinstance(element.tag, str) else ""
        if closing:
            if tag in TAGS and tag not in _VOID and element is not root:
                parts.append(f"</{tag}>")
        else:
            count += 1
            if count > MOST_ELEMENTS:
                continue
            dropped = tag == "" or (tag in DROPPED and tag not in KEPT_INSIDE)
            if tag == "img":
                parts.append(f'<span class="img">{escape(element.get("alt") or "▧")}</span>')
            elif not dropped:
                if tag in TAGS and element is not root:
                    parts.append(_opening(element, tag))
                parts.append(escape(element.text or "", quote=False))
                if tag not in _VOID:
                    stack.append((element, True))
                    stack.extend((child, False) for child in reversed(element))
                    continue
        if element is not root and element.tail:
            parts.append(escape(element.tail, quote=False))


def _opening(element: etree._Element, tag: str) -> str:
    kept = [
        f' {name}="{escape(value)}"'
        for name, value in sorted(element.attrib.items())
        if isinstance(name, str) and name in ATTRIBUTES and isinstance(value, str) and _PLAIN.fullmatch(value)
    ]
    if tag == "a" and (href := element.get("href")):
        kept = [each for each in kept if not each.startswith(" title=")]
        kept.append(f' title="{escape(href[:300])}"')
    return f"<{tag}{''.join(kept)}>"
