"""One pass over a source finds all that a search each would find: what it misses is never repaired, and never read."""

from __future__ import annotations

import html
import random
import re
from html.entities import html5

import pytest

from newscrawl.reader.page import Page
from newscrawl.text.characters import Characters
from newscrawl.text.page_signs import WORDS, Sign, signs_of, telling
from newscrawl.text.undamaged import undamaged

SYLLABLES = ["yè", "ye", "(ye)(ye)", "(chǎn)"]
NUMBERS = ["u65b0", "x65b0", "28450", "&#", "&#x", "amp;", "nbsp;", "zwj;"]
MARKUP = [
    "<pre",
    "<Time",
    "<time",
    "?/p>",
    "?/h1>",
    "display",
    "enpproperty",
    "生成",
    "white-space:\tpre",
    "ld+",
    "ld&#43;",
]
PARTS = ["业", "業", "鄉", "𠂇", "é", "。", "！", *"A \n\\&#?()/<>;:'", *SYLLABLES, *NUMBERS, *MARKUP]
"""What the sources of the test are put together from."""


def patterns() -> dict[Sign, re.Pattern[str]]:
    """The signs as patterns of `re`; an entity is one that `telling` judges."""
    written = {sign: sign.value.replace(r"\x{3400}-\x{9fff}", "\u3400-\u9fff") for sign in Sign}
    written[Sign.REFERENCE] = r"&(?:#[xX0]|#[0-9]{3}|amp;(?:amp;)*(?:#|nbsp|quot)|zwj;)"
    return {sign: re.compile(pattern, re.ASCII) for sign, pattern in written.items()}


def test_every_word_and_sign_of_a_source_is_found_and_no_other() -> None:
    rng = random.Random(7)
    singly = patterns()
    for _ in range(1500):
        text = "".join(rng.choices(PARTS, k=rng.randrange(1, 40)))
        source = text.encode()
        wanted = {word for word in WORDS if word in source} | {
            sign for sign, pattern in singly.items() if pattern.search(text) is not None
        }
        assert signs_of(source) == wanted, text


def test_a_page_knows_its_words_however_it_came_about() -> None:
    """A page that was cut or repaired before it was parsed has another source than the one looked at."""
    source = '<p>福州\0新闻</p><pre>生成</pre><a style="display:none">'
    for page in (
        Page.parse(source, "http://a.cn/"),
        Page.parse(source, "http://a.cn/", data=source.encode(), signs=frozenset()),
    ):
        assert [word for word in sorted(WORDS) if page.mentions(word)] == sorted((b"<pre", b"display", "生成".encode()))


@pytest.mark.parametrize("kind", ["ld+json", "ld&#43;json", "ld&#x2B;json", "ld&plus;json"])
def test_linked_data_is_read_whatever_way_its_type_is_written(kind: str) -> None:
    page = Page.parse(f'<script type="application/{kind}">{{"headline": "福州"}}</script>', "http://a.cn/")
    assert page.jsonld == ({"headline": "福州"},)


def test_every_entity_that_only_damage_leaves_makes_a_page_suspect() -> None:
    references = [f"&{name}" for name in html5 if name[-1] == ";" and name != "amp;"]
    references += [f"&#{code};" for code in range(0x2100)] + [f"&#X{code:04x};" for code in range(0xF8F0, 0x10000)]
    told = [reference for reference in references if telling(reference)]
    assert len(told) > 700
    assert all(Sign.REFERENCE in signs_of(reference.encode()) for reference in told)
    for reference in random.Random(7).sample(references, 300):
        assert undamaged(Characters.of(f"<p>福州{reference}新闻</p>")) is not telling(reference), html.unescape(
            reference
        )
