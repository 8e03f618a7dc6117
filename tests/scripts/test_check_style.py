"""What `make lint` refuses beyond ruff and mypy: each fault is tried, and named with its place."""

from pathlib import Path

from scripts.check_style import check


def faults(tmp_path: Path, **modules: str) -> list[str]:
    """Return the faults of a package of these modules: `reader__page="…"` is `package/reader/page.py`."""
    for name, source in modules.items():
        path = tmp_path / "package" / f"{name.replace('__', '/')}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(source, encoding="utf-8")
    return check(tmp_path / "package")


def test_two_classes_of_one_name_are_a_fault(tmp_path: Path) -> None:
    found = faults(tmp_path, reader__page="class Page:\n    pass\n", net__answer="\n\nclass Page:\n    pass\n")
    assert found == ["package/net/answer.py:3: class Page is defined again in package/reader/page.py:1"]


def test_private_classes_and_commands_may_share_a_name(tmp_path: Path) -> None:
    command = "class Command:\n    pass\n\n\nclass _State:\n    pass\n"
    assert (
        faults(tmp_path, commands__audit=command, commands__crawl=command, text__state="class _State:\n    pass\n")
        == []
    )


def test_two_files_of_one_name_are_a_fault(tmp_path: Path) -> None:
    found = faults(
        tmp_path, ledger__lines="", record__lines="", commands__lines="", dedup__sqlite="", ledger__sqlite=""
    )
    assert found == ["package/ledger/lines.py:1: the file stem lines stands again in package/record/lines.py"]


def test_a_docstring_that_begins_with_give_is_a_fault(tmp_path: Path) -> None:
    source = 'def title(page):\n    """Give the title."""\n\n\nLIMIT = 3\n"""Says how many."""\n'
    found = faults(tmp_path, reader__title=source)
    assert [fault.partition(";")[0] for fault in found] == [
        "package/reader/title.py:2: a docstring begins with 'Give'",
        "package/reader/title.py:6: a docstring begins with 'Says'",
    ]


def test_prose_is_wrapped_at_88_columns_but_code_and_doctests_are_not(tmp_path: Path) -> None:
    wide = "word " * 20
    prose = f'def read():\n    """Read it.\n\n    {wide}\n    """\n    # {wide}\n'
    code = f'TEXT = "{wide}"\n\n\ndef read():\n    """Read it.\n\n    >>> print("{wide}")\n    {wide}\n    """\n'
    found = faults(tmp_path, reader__prose=prose, reader__code=code)
    assert [fault.rpartition(":")[0] for fault in found] == ["package/reader/prose.py:4", "package/reader/prose.py:6"]
