"""What `make lint` refuses of texts that people read: each fault is planted, and named with its place."""

from pathlib import Path

import pytest

from scripts.check_messages import check


def faults(tmp_path: Path, source: str, folder: str = "commands") -> list[str]:
    path = tmp_path / "package" / folder / "page.py"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(source, encoding="utf-8")
    return check(tmp_path / "package")


@pytest.mark.parametrize(
    "line",
    [
        'raise UsageError("name the files")',
        'raise UsageError(f"{path} is no file")',
        'raise LedgerError("no space left" if full else _("{path} is there").format(path=path))',
        'self.refuse("there is no archive in {}".format(data))',
        'print(f"{n} lines  {path}")',
        'print("wrote " + path)',
        'parser.add_argument("--json", help="print JSON, a line each")',
        'table.add_column("channel")',
        "def short_desc(self):\n    return 'Show it'",
    ],
)
def test_a_text_that_is_shown_as_it_stands_is_a_fault(tmp_path: Path, line: str) -> None:
    (fault,) = faults(tmp_path, line)
    assert fault.startswith("package/commands/page.py:")
    assert "not translated" in fault


@pytest.mark.parametrize(
    "line",
    [
        'raise UsageError(_("{path} is no file").format(path=path))',
        'self.refuse(f"{path}: {error}")',
        'print(f"{count:8d} {reason}")',
        'print(json.dumps({"url": url}))',
        'parser.add_argument("--run", metavar="ID", help=_("only this run"))',
        'logger.warning("held by another run")',
        "def short_desc(self):\n    return _('Show it')",
    ],
)
def test_what_is_translated_or_no_sentence_is_none(tmp_path: Path, line: str) -> None:
    assert faults(tmp_path, line) == []


def test_errors_of_the_reader_of_the_catalog_are_shown_and_others_are_not(tmp_path: Path) -> None:
    line = 'raise ValueError("until is before since")'
    assert len(faults(tmp_path, line, "catalog")) == 1
    assert faults(tmp_path / "other", line, "text") == []


def test_an_f_string_in_gettext_and_a_shadowed_gettext_are_faults(tmp_path: Path) -> None:
    (fault,) = faults(tmp_path, 'print(_(f"{n} lines"))')
    assert "f-string" in fault
    (fault,) = faults(tmp_path, 'def read(line):\n    head, _, rest = line.partition(" ")\n    print(_("none"))\n')
    assert fault.startswith("package/commands/page.py:2: _ is gettext here")
