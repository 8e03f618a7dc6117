"""The model of settings is the one place that states them: defaults, ranges and the reference come from it."""

from __future__ import annotations

from pathlib import Path

import pytest

from newscrawl import settings
from newscrawl.settings_model import FIELDS, ArchiveSettings, allowed, defaults
from newscrawl.settings_reference import reference

REFERENCE = Path(__file__).resolve().parents[1] / "docs" / "settings.md"


def test_the_settings_module_has_every_setting():
    assert {name for name in vars(settings) if name.startswith("NEWSCRAWL_")} >= set(FIELDS)


def test_the_reference_in_the_docs_is_made_from_the_model():
    made = "python -m newscrawl.settings_reference > docs/settings.md"
    assert REFERENCE.read_text(encoding="utf-8") == reference(), f"stale: {made}"


@pytest.mark.parametrize("name", FIELDS)
def test_every_setting_has_a_reason_and_words_for_what_it_may_be(name: str):
    field = FIELDS[name]
    assert field.description
    assert allowed(field)
    assert "None" not in allowed(field)


def test_the_defaults_keep_to_their_own_ranges():
    given = {name.removeprefix("NEWSCRAWL_").lower(): value for name, value in defaults().items()}
    assert ArchiveSettings.model_validate(given) == ArchiveSettings()
