"""Dates as Chinese pages write them, one by one."""

import json
from datetime import datetime

import pytest

from newscrawl.reader.fields.times import parse_time
from tests.reader.fields.test_dates import CASES

DATES = json.loads((CASES / "dates.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", DATES["cases"], ids=lambda case: f"{case['text']}@{case.get('near', '')}")
def test_reads_every_written_form(case: dict[str, str | None]) -> None:
    near = case.get("near", DATES["near"])
    time = parse_time(str(case["text"]), near=datetime.fromisoformat(near) if near else None)
    if case["value"] is None:
        assert time is None
    else:
        assert time is not None
        assert (time.value.isoformat(), time.precision) == (case["value"], case["precision"])


@pytest.mark.parametrize("clock", ["09:30", "23:59:59", "24:30", "09:61", "9:30"])
@pytest.mark.parametrize("day", ["2020-11-18", "2020-02-30", "1970-01-01", "2020-13-01", "2038-01-01"])
def test_the_commonest_form_is_read_as_all_others_are(day: str, clock: str) -> None:
    near = datetime.fromisoformat("2020-11-18T23:00:00+08:00")
    assert parse_time(f"{day} {clock}", near=near) == parse_time(f" {day} {clock}", near=near)
    assert parse_time(f"{day}T{clock}", near=near) == parse_time(f"（{day}T{clock}）", near=near)
