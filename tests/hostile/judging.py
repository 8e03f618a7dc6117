"""The truth of a web, and what a crawler left and said → every loss, and whether its
user heard of it. Pure.

An article is had where a line has its whole text, or a part of it and says that it is
not complete, or where it is a duplicate of an article that is had and has its text. Any
other is lost. A loss is reported if all three of these say so:

- the exit code of a run, between the article's appearing and its end, that is not 0;
- an alarm of such a run about its channel, its site or its host, of a kind that speaks
  of such losses: `many` does not, and an article that was listed and refused is not
  what `listing_gone` is about;
- the audit at the end: it counts the article's row as pending, rejected or failed, or,
  where no row was ever entered, it names the channel among walks that are broken or
  bounded, or the newspaper with a day that is broken.

Any other loss is silent. `test_judging.py` plants losses of both sorts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from tests.hostile.running import Archive, Row, Run
from tests.hostile.stories import Story, letters

OF_OTHER_THINGS = frozenset(
    {"many", "clock", "dates_ahead", "charset_changed", "fill_below_expected", "fill_fell", "layout_unknown"}
)
"""Alarms that are about something else than an article which the archive lacks."""
OF_LISTINGS = frozenset(
    {
        "no_links",
        "no_article_links",
        "url_rule_refuses_all",
        "filled_by_script",
        "listing_gone",
        "pager_unreadable",
        "broken",
        "overrun",
        "silent",
        "few",
    }
)
"""Alarms that are about what a listing shows, not about articles that it showed."""
OF_ARTICLES = frozenset({"rejected", "given_up", "equal", "copies_jumped"})
"""Alarms that are about what became of articles, not about their being listed."""
HEARD = timedelta(days=1)
"""How long after a row's last attempt an alarm may still be about it."""
NOTICED = timedelta(days=5)
"""How long after an article appeared an alarm may still be about its never being
listed.
"""
REPORTED_BY = ("exit", "alarm", "audit")
LASTING = timedelta(days=3)
"""How long before the end an alarm must have been raised to be about what still
waits.
"""


@dataclass(frozen=True, slots=True)
class Loss:
    """An article that the archive does not have."""

    story: Story
    state: str
    """What became of it: `never listed`, `rejected/empty`, `junk in its place`, …"""
    reported: tuple[str, ...]
    """Which of `REPORTED_BY` speak of it."""

    @property
    def silent(self) -> bool:
        """Whether any of the three is missing."""
        return self.reported != REPORTED_BY


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a crawler made of a web."""

    stories: int
    """Articles that it should have."""
    losses: tuple[Loss, ...]
    doubled: tuple[str, ...]
    """Addresses of which the record has two first revisions."""
    strangers: tuple[str, ...]
    """Addresses of lines that are no article's."""

    @property
    def silent(self) -> tuple[Loss, ...]:
        """The losses of which a user does not hear."""
        return tuple(loss for loss in self.losses if loss.silent)

    @property
    def reported(self) -> tuple[Loss, ...]:
        """The losses of which a user hears."""
        return tuple(loss for loss in self.losses if not loss.silent)


def judge(
    stories: Iterable[Story], urls: Mapping[int, str], archive: Archive, runs: Sequence[Run], hosts: Mapping[str, str]
) -> Verdict:
    """Judge an archive; `urls` has the address of every story by number, `hosts` the
    host of every site.
    """
    lines: dict[str, list[dict[str, Any]]] = {}
    for line in archive.articles:
        lines.setdefault(line["id"], []).append(line)
    by_url = {line["url"]: line["id"] for line in archive.articles if line.get("revision", 1) == 1}
    duplicates = {line["url"]: line for line in archive.duplicates}
    losses = []
    expected = list(stories)
    for story in expected:
        url = urls[story.number]
        state = _state(story, lines.get(by_url.get(url, ""), ()), duplicates.get(url), lines, archive.rows.get(url))
        if state is not None:
            reported = _reported(story, archive.rows.get(url), archive.audit, runs, hosts.get(story.site, ""))
            losses.append(Loss(story, state, reported))
    firsts = [line["url"] for line in (*archive.articles, *archive.duplicates) if line.get("revision", 1) == 1]
    known = set(urls.values())
    return Verdict(
        len(expected),
        tuple(losses),
        tuple(sorted({url for url in firsts if firsts.count(url) > 1})) if len(set(firsts)) < len(firsts) else (),
        tuple(sorted({url for url in firsts if url not in known})),
    )


def _state(
    story: Story,
    own: Sequence[Mapping[str, Any]],
    duplicate: Mapping[str, Any] | None,
    lines: Mapping[str, Sequence[Mapping[str, Any]]],
    row: Row | None,
) -> str | None:
    """Return what is wrong with an article, None where it is had."""
    if own:
        return _text(story, own)
    if duplicate is not None:
        wrong = _text(story, lines.get(duplicate["of"], ()))
        return wrong and f"duplicate/{duplicate['relation']} of another text"
    if row is None:
        return "never listed"
    if row.outcome in ("exported", "duplicate"):
        return f"{row.outcome} without a line"
    return f"{row.outcome}/{row.reason}"


def _text(story: Story, lines: Sequence[Mapping[str, Any]]) -> str | None:
    """Return what is wrong with the text of the lines of an article, None where one of
    them has it.
    """
    wrong = "junk in its place"
    for line in lines:
        text = letters(line.get("text") or "")
        if story.text in text or all(letters(paragraph) in text for paragraph in story.paragraphs):
            return None
        if text and story.text.startswith(text[:12]):
            if line.get("complete") is not True:
                return None
            wrong = "a part passes for the whole"
    return wrong


def _reported(
    story: Story, row: Row | None, audit: Mapping[str, Any], runs: Sequence[Run], host: str
) -> tuple[str, ...]:
    """Return by which of the three a loss is reported."""
    if not runs:
        return ()
    begin, end = max(story.published, runs[0].at), runs[-1].at
    if row is None:
        end = begin + NOTICED
    elif row.outcome == "pending":
        begin = max(begin, end - LASTING)
    elif row.settled is not None:
        end = row.settled + HEARD
    near = [run for run in runs if begin <= run.at <= end and run.code != 0]
    names = (story.channel, story.site, host)
    others = OF_OTHER_THINGS | (OF_ARTICLES if row is None else OF_LISTINGS)
    by = {
        "exit": bool(near),
        "alarm": any(
            alarm not in others and _is_about(subject, names) for run in near for alarm, subject in run.alarms
        ),
        "audit": _counted(story, row, audit) if row is not None else _named(story, audit),
    }
    return tuple(name for name in REPORTED_BY if by[name])


def _is_about(subject: str, names: Sequence[str]) -> bool:
    return any(subject == name or subject.startswith(f"{name}:") for name in names if name)


def _counted(story: Story, row: Row, audit: Mapping[str, Any]) -> bool:
    """Return whether the audit counts the row of an article under its reason."""
    if row.outcome in ("exported", "duplicate"):
        return False
    reason = f"{row.outcome}/{row.reason}"
    return any(
        balance["name"] == story.channel and balance["reasons"].get(reason, 0) > 0
        for balance in audit.get("channels", ())
    )


def _named(story: Story, audit: Mapping[str, Any]) -> bool:
    """Return whether the audit names the channel for something else than the balance of
    its rows.
    """
    for issues in audit.get("issues", ()):
        if issues.get("channel") == story.channel and issues.get("broken"):
            return True
    others = {key: value for key, value in audit.items() if key not in ("channels", "total", "runs", "run", "issues")}
    return _mentions(others, story.channel)


def _mentions(value: object, name: str) -> bool:
    if isinstance(value, Mapping):
        return any(_mentions(each, name) for each in (*value, *value.values()))
    if isinstance(value, list | tuple):
        return any(_mentions(each, name) for each in value)
    return isinstance(value, str) and (value == name or value.startswith((f"{name}:", f"{name} ")))


def complaints(runs: Iterable[Run]) -> list[str]:
    """Return what runs complained of; each is a false alarm where the web was
    healthy.
    """
    found = []
    for run in runs:
        about = [f"alarm {name} {subject}" for name, subject in run.alarms]
        about += [f"incomplete: {why}" for why in run.incomplete]
        if run.code or about:
            found.append(f"{run.at:%m-%d %H:%M} {run.spider} exit {run.code} {'; '.join(about)}".strip())
    return found
