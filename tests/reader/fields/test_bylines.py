"""Credit lines: names by role, and nothing from running text."""

import json
import re
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from newscrawl.reader.fields.credit_names import read_unit
from newscrawl.reader.fields.credits import parse_credits
from newscrawl.reader.fields.role_words import LEAD, LEADS

CASES = json.loads((Path(__file__).parents[2] / "cases" / "credits.json").read_text(encoding="utf-8"))


ROLES = ("reporters", "correspondents", "photographers", "authors", "editors")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"])
def test_reads_the_credits_of_a_line_and_nothing_from_running_text(case: dict[str, Any]) -> None:
    credits = parse_credits(case["text"])
    for role in ROLES:
        assert list(getattr(credits, role)) == case.get(role, []), role
    assert credits.source == case.get("source")
    if "dateline" in case:
        assert credits.dateline == case["dateline"]


def test_no_role_is_passed_over_by_the_characters_with_which_roles_begin() -> None:
    every = re.compile("|".join(f"(?P<r{number}>{pattern})" for number, (_, pattern) in enumerate(LEADS)))
    words = [word for word in re.split(r"[^\u4e00-\u9fffA-Za-z]+", every.pattern) if word]
    for first, second in product([*words, "福州新闻网", "东南网 ", "林晓芳 "], ["", *words[::15], "编辑", "：林晓芳"]):
        text = f"{first}{second}:林晓芳"
        assert [*map(_place, LEAD.finditer(text))] == [*map(_place, every.finditer(text))], text


def _place(match: re.Match[str]) -> tuple[str | None, tuple[int, int]]:
    return match.lastgroup, match.span()


@pytest.mark.parametrize("end", ["。", "。）", "。 】", "。》。"])
def test_a_full_stop_at_the_end_makes_no_sentence_of_a_credit_line(end: str) -> None:
    assert parse_credits(f"（记者 林榕 通讯员 陈昉{end}").correspondents == ("陈昉",)


def test_one_line_is_read_alike_whatever_was_asked_of_it_before() -> None:
    for text in ("林榕 通讯员 陈昉", "记者 林榕", "林榕"):
        alone, default = read_unit(text), read_unit(text, default="reporters")
        default.reporters.append("陈昉")
        assert read_unit(text) == alone
        assert read_unit(text, default="reporters").reporters == ["林榕"]
