"""What others read exports with: pandas, pyarrow, DuckDB, polars, datasets, a spreadsheet.

They are too long to install for every run: `make ordeal` installs them; here what is missing is skipped. Everything
is compared over three sites and two months, with a site of nothing but nulls, revisions and withdrawals.
"""

from __future__ import annotations

import csv
import json
import shutil
import subprocess
from collections.abc import Callable, Iterable
from datetime import datetime
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from newscrawl.commands.export_options import BOM
from newscrawl.export.columns import arrow_schema, columns_of, features_source
from newscrawl.record.formats import CsvExporter
from tests.docs.fences import read_blocks
from tests.export.archives import as_tables_have, export, lines_of, ordered, row
from tests.rounds import ORDEAL

NAMES = tuple(column.name for column in columns_of("articles"))
FLAT = ("id", "revision", "site", "title", "text", "published", "keywords", "withdrawn")
WHY = "{name} is not installed: make .venv/readers, which make ordeal does"
DOCUMENT = "docs/export.md"


@pytest.fixture(scope="module")
def folder(archive: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an archive, and its exports as docs/export.md has them."""
    folder = tmp_path_factory.mktemp("readers")
    data = folder / "data"
    shutil.copytree(archive, data)
    export(data, folder / "articles.parquet")
    export(data, folder / "news", split="month")
    export(data, folder / "articles.jsonl", format="jsonl")
    write_csv(data, folder / "articles.csv")
    return folder


def write_csv(data: Path, path: Path) -> None:
    with path.open("wb") as file:
        exporter = CsvExporter(file, encoding=BOM, join_multivalued="；", fields_to_export=list(NAMES), formulas=True)
        exporter.start_exporting()
        for line in lines_of(data):
            exporter.export_item(line)
        exporter.finish_exporting()


@pytest.fixture(scope="module")
def expected(folder: Path) -> list[dict[str, Any]]:
    lines = [json.loads(line) for line in (folder / "articles.jsonl").read_bytes().splitlines()]
    return ordered(as_tables_have(line, NAMES) for line in lines)


def library(name: str) -> Any:
    if find_spec(name) is None:
        pytest.skip(WHY.format(name=name))
    return import_module(name)


@pytest.fixture(autouse=True)
def offline(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    monkeypatch.setenv("HF_HOME", str(tmp_path / "hub"))
    if find_spec("datasets") is not None:
        config = import_module("datasets").config
        monkeypatch.setattr(config, "HF_DATASETS_CACHE", tmp_path / "hub")


def by_pyarrow(path: Path) -> Iterable[dict[str, Any]]:
    rows: list[dict[str, Any]] = library("pyarrow.parquet").read_table(path).to_pylist()
    return rows


def by_pandas(path: Path) -> Iterable[dict[str, Any]]:
    frame = library("pandas").read_parquet(path)
    assert str(frame.published.dtype) == "datetime64[us, Asia/Shanghai]"
    rows: list[dict[str, Any]] = frame.to_dict("records")
    return rows


def by_duckdb(path: Path) -> Iterable[dict[str, Any]]:
    files = f"{path}/*.parquet" if path.is_dir() else str(path)
    found = library("duckdb").sql(f"SELECT * FROM '{files}'")
    return [dict(zip(found.columns, each, strict=True)) for each in found.fetchall()]


def by_polars(path: Path) -> Iterable[dict[str, Any]]:
    rows: list[dict[str, Any]] = library("polars").read_parquet(path).to_dicts()
    return rows


def by_datasets(path: Path) -> Iterable[dict[str, Any]]:
    datasets = library("datasets")
    if path.is_dir():
        return list(datasets.load_dataset(str(path.parent), split="train"))
    return list(datasets.load_dataset("parquet", data_files=str(path), split="train"))


READERS = [by_pyarrow, by_pandas, by_duckdb, by_polars, by_datasets]


@pytest.mark.parametrize("place", ["articles.parquet", "news/data"])
@pytest.mark.parametrize("read", READERS)
def test_every_reader_sees_the_values_of_the_record(
    folder: Path, expected: list[dict[str, Any]], read: Callable[[Path], Iterable[dict[str, Any]]], place: str
) -> None:
    found = ordered(row(each) for each in read(folder / place))
    assert len(found) == len(expected)
    assert found == expected


def csv_by_pandas(path: Path) -> Iterable[dict[str, Any]]:
    rows: list[dict[str, Any]] = library("pandas").read_csv(path, dtype=str, keep_default_na=False).to_dict("records")
    return rows


def csv_by_duckdb(path: Path) -> Iterable[dict[str, Any]]:
    found = library("duckdb").sql(f"SELECT * FROM read_csv('{path}', all_varchar = true, header = true)")
    return [dict(zip(found.columns, each, strict=True)) for each in found.fetchall()]


def csv_by_polars(path: Path) -> Iterable[dict[str, Any]]:
    rows: list[dict[str, Any]] = library("polars").read_csv(path, infer_schema=False).to_dicts()
    return rows


def csv_by_pyarrow(path: Path) -> Iterable[dict[str, Any]]:
    module, pa = library("pyarrow.csv"), library("pyarrow")
    types = module.ConvertOptions(column_types=dict.fromkeys(NAMES, pa.string()))
    table = module.read_csv(path, parse_options=module.ParseOptions(newlines_in_values=True), convert_options=types)
    rows: list[dict[str, Any]] = table.to_pylist()
    return rows


def csv_by_python(path: Path) -> Iterable[dict[str, Any]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("read", [csv_by_python, csv_by_pyarrow, csv_by_pandas, csv_by_duckdb, csv_by_polars])
def test_csv_has_the_same_values(
    folder: Path, expected: list[dict[str, Any]], read: Callable[[Path], Iterable[dict[str, Any]]]
) -> None:
    found = [{name: each[name] or None for name in FLAT} for each in read(folder / "articles.csv")]
    for each in found:
        each["revision"] = int(each["revision"])
        each["published"] = each["published"] and datetime.fromisoformat(each["published"])
    wanted = [{name: each[name] for name in FLAT} for each in expected]
    for each in wanted:
        each["keywords"] = "；".join(each["keywords"] or ()) or None
    assert ordered(found) == wanted


def test_the_features_printed_are_those_of_the_files(folder: Path) -> None:
    datasets = library("datasets")
    names: dict[str, Any] = {}
    exec(features_source(columns_of("articles")), names)
    assert names["features"].arrow_schema.remove_metadata() == arrow_schema(columns_of("articles"))
    assert datasets.load_dataset(str(folder / "news"), split="train").features == names["features"]


@pytest.mark.parametrize("block", [each for each in read_blocks() if each.document == DOCUMENT and each.language == "python"], ids=lambda block: block.text.split()[1])  # fmt: skip
def test_the_documented_lines_run(folder: Path, block: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    library(block.text.split()[1].partition(".")[0])
    library("pyarrow")
    monkeypatch.chdir(folder)
    names: dict[str, Any] = {}
    exec(compile(block.text, block.place, "exec"), names)
    if "by_day" in names:
        assert names["by_day"].sum() == len([line for line in lines_of(folder / "data") if line.get("published")])
        assert len(names["title_from"]) > 30


def test_a_spreadsheet_opens_the_csv_with_its_chinese_and_columns(folder: Path, tmp_path: Path) -> None:
    if not ORDEAL:
        pytest.skip("half a minute on a busy machine: the ordeal runs it")
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("LibreOffice is not installed (Debian: libreoffice-calc-nogui), which make ordeal does")
    subprocess.run(
        [office, f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--infilter=CSV:44,34,UTF8,1",
         "--convert-to", "fods", "--outdir", str(tmp_path), str(folder / "articles.csv")],
        check=True, capture_output=True, timeout=300,
    )  # fmt: skip
    from lxml import etree

    space = {
        "t": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
        "x": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
    }
    rows = etree.parse(tmp_path / "articles.fods").findall(".//t:table-row", space)
    cells = [spread(each, space) for each in rows]
    assert cells[0][: len(NAMES)] == list(NAMES)
    titles = sorted(each[NAMES.index("title")] for each in cells[1:] if each[0])
    assert titles == sorted(line.get("title") or "" for line in lines_of(folder / "data"))


def spread(row: Any, space: dict[str, str]) -> list[str]:
    """The texts of a row's cells; a cell that is repeated stands for as many."""
    texts: list[str] = []
    for cell in row.findall("t:table-cell", space):
        times = int(cell.get(f"{{{space['t']}}}number-columns-repeated", "1"))
        texts += ["\n".join("".join(part.itertext()) for part in cell.findall("x:p", space))] * min(times, 100)
    return texts
