"""An article turns into a copy of it: a reprint, a cut copy, a merge of two, a mirror copy in the other script.

A copy has a headline, byline and source of its own; what it shares with its original is the text.
"""

from collections.abc import Sequence
from dataclasses import replace
from random import Random

from .credits import sign
from .holdings import Article
from .mirror import to_traditional
from .texts import Block, Draft


def copy_of(
    random: Random, bare: Article, originals: Sequence[Article], drafts: Sequence[Draft], source: str, city: str
) -> Article:
    """Fill `bare` (a numbered article of the kind wanted) with a copy of the originals."""
    bare = replace(bare, of=tuple(a.number for a in originals), group=min(a.group for a in originals))
    if bare.kind == "damaged":
        return _mirrored(bare, originals[0])
    text = drafts[0]
    if bare.kind == "merge":
        body = tuple(
            b for d in drafts for b in (Block("subhead", d.title), *(b for b in d.body if b.kind != "caption"))
        )
        title = f"{city}新闻速递：{drafts[0].listed_title}；{drafts[1].listed_title}"
    elif bare.kind == "cut":
        body = _cut(random, text.body)
        title = _retitled(random, text.title, city)
    else:
        body = tuple(block for block in text.body if block.kind != "caption")
        title = _retitled(random, text.title, city)
    signed_body, signed = sign(random, body, source, city, bare.published)
    original_title = None
    if bare.kind == "reprint" and random.random() < 0.6:
        original_title = text.title
        signed_body = (Block("note", f"原标题：{text.title}"), *signed_body)
    return replace(
        bare, title=title, listed_title=title, original_title=original_title, body=signed_body, keywords=text.keywords,
        is_reprint=True, **vars(signed),
    )  # fmt: skip


def _retitled(random: Random, title: str, city: str) -> str:
    """The same news under another headline."""
    head, _, tail = title.replace("！", " ").replace("：", " ").partition(" ")
    tail = tail.strip()
    if tail and random.random() < 0.6:
        return f"{tail}！{head}"
    return random.choice((f"{city}：{head}", f"{head}，怎么回事？", f"【关注】{head}", f"{head} 记者现场直击"))


def _cut(random: Random, body: Sequence[Block]) -> tuple[Block, ...]:
    """The first half of the text, as many sites print it."""
    plain = [block for block in body if block.kind == "p"]
    size = sum(len(block.text) for block in plain) * random.uniform(0.45, 0.65)
    kept: list[Block] = []
    while plain and sum(len(block.text) for block in kept) < size:
        kept.append(plain.pop(0))
    return tuple(kept)


def _mirrored(bare: Article, original: Article) -> Article:
    """All of an article in the mirrors' Traditional script: the truth that a repair of the damaged page should find."""

    def fold(text: str | None) -> str | None:
        return None if text is None else to_traditional(text)

    def folded(names: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(to_traditional(name) for name in names)

    return replace(
        original, number=bare.number, path=bare.path, paths=bare.paths, channels=bare.channels, kind=bare.kind,
        of=bare.of, group=bare.group, outcome=bare.outcome, published=bare.published, script="zh-Hant",
        title=to_traditional(original.title), listed_title=to_traditional(original.listed_title),
        kicker=fold(original.kicker), subtitle=fold(original.subtitle),
        body=tuple(Block(block.kind, to_traditional(block.text)) for block in original.body),
        dateline=fold(original.dateline), raw_byline=fold(original.raw_byline), reporters=folded(original.reporters),
        correspondents=folded(original.correspondents), photographers=folded(original.photographers),
        authors=folded(original.authors), editors=folded(original.editors), source=fold(original.source),
        keywords=folded(original.keywords), is_reprint=True,
    )  # fmt: skip
