"""What an export writes: the same rows in Parquet as in the record, of one schema, whatever the lines hold."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from newscrawl.export.columns import arrow_schema, columns_of
from newscrawl.items import Article
from newscrawl.record.group import record_path
from tests.export.archives import append, append_line, as_tables_have, export, lines_of, ordered, row

NAMES = tuple(column.name for column in columns_of("articles"))


def rows(path: Path) -> list[dict[str, object]]:
    return ordered(row(each) for each in pq.read_table(path).to_pylist())


def test_every_value_of_the_record_comes_back(archive: Path, tmp_path: Path) -> None:
    export(archive, tmp_path / "x.parquet")
    expected = ordered(as_tables_have(line, NAMES) for line in lines_of(archive))
    assert rows(tmp_path / "x.parquet") == expected
    assert len(expected) > 40
    assert {line["revision"] for line in expected} == {1, 2}
    assert sum(line["withdrawn"] is not None for line in expected) == 3


def test_the_schema_is_the_same_for_a_site_without_a_single_value(archive: Path, tmp_path: Path) -> None:
    export(archive, tmp_path / "d", split="site")
    schemas = {path.name: pq.read_schema(path) for path in sorted((tmp_path / "d" / "data").iterdir())}
    assert list(schemas) == ["blank.parquet", "fzrb.parquet", "hxnews.parquet", "zznews.parquet"]
    assert all(schema.equals(arrow_schema(columns_of("articles"))) for schema in schemas.values())
    together = pa.concat_tables(pq.read_table(path) for path in (tmp_path / "d" / "data").iterdir())
    assert together.num_rows == len(lines_of(archive))


def test_times_lists_and_maps_have_types() -> None:
    schema = arrow_schema(columns_of("articles"), native_maps=True)
    assert schema.field("published").type == pa.timestamp("us", "Asia/Shanghai")
    assert schema.field("reporters").type == pa.list_(pa.string())
    assert schema.field("body").type == pa.list_(pa.struct([("kind", pa.string()), ("text", pa.string())]))
    assert schema.field("evidence").type == pa.map_(pa.string(), pa.string())
    assert schema.field("repairs").type == pa.map_(pa.string(), pa.int64())
    assert arrow_schema(columns_of("articles")).field("repairs").type == pa.list_(
        pa.struct([("key", pa.string()), ("value", pa.int64())])
    )
    assert set(schema.names) == {*json.loads(json.dumps(list(NAMES)))}


def test_native_maps_hold_the_same(archive: Path, tmp_path: Path) -> None:
    export(archive, tmp_path / "x.parquet", maps=True)
    assert pa.types.is_map(pq.read_schema(tmp_path / "x.parquet").field("evidence").type)
    assert rows(tmp_path / "x.parquet") == ordered(as_tables_have(line, NAMES) for line in lines_of(archive))


def test_latest_has_the_newest_line_of_what_is_public(archive: Path, tmp_path: Path) -> None:
    export(archive, tmp_path / "x.parquet", latest=True)
    found = rows(tmp_path / "x.parquet")
    assert len({line["id"] for line in found}) == len(found)
    assert not any(line["withdrawn"] for line in found)
    newest: dict[str, int] = {}
    for line in lines_of(archive):
        newest[line["id"]] = 0 if "withdrawn" in line else max(newest.get(line["id"], 1), line["revision"])
    assert {line["id"]: line["revision"] for line in found} == {id: number for id, number in newest.items() if number}


def test_fields_in_the_order_asked(archive: Path, tmp_path: Path) -> None:
    export(archive, tmp_path / "x.parquet", fields=("title", "id"))
    export(archive, tmp_path / "x.jsonl", fields=("title", "id"), format="jsonl")
    table = pq.read_table(tmp_path / "x.parquet")
    assert table.column_names == ["title", "id"]
    assert table.to_pylist() == [json.loads(line) for line in (tmp_path / "x.jsonl").read_text().splitlines()]


def test_duplicates_have_a_table_too(archive: Path, tmp_path: Path) -> None:
    export(archive, tmp_path / "x.parquet", kind="duplicates")
    assert pq.read_table(tmp_path / "x.parquet").column("relation").to_pylist() == ["equal"] * 3


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"keywords": "福州"}, "keywords is '福州'"),
        ({"is_reprint": 1}, "is_reprint is 1"),
        ({"published": "2020-11-18"}, "published: "),
        ({"http_status": 200.5}, "http_status is 200.5"),
        ({"repairs": {"mojibake": "two"}}, "repairs: "),
        ({"images": [5]}, "images: "),
    ],
)
def test_a_line_edited_by_hand_is_named_and_left_out(tmp_path: Path, change: dict[str, object], named: str) -> None:
    data = tmp_path / "data"
    good = Article(id="00d0", url="http://www.hxnews.com/1.shtml", canonical_url="u", site="hxnews",
                   fetched="2020-11-18T09:30:00+08:00")  # fmt: skip
    append(data, [good])
    path = record_path(data, "articles", "hxnews", good.fetched)
    line = {**json.loads(path.read_bytes()), "id": "00d1", **change}
    append_line(data, "articles", "hxnews", good.fetched, json.dumps(line, ensure_ascii=False).encode() + b"\n")
    at = path.stat().st_size
    append(data, [good])
    job = export(data, tmp_path / "x.parquet")
    assert pq.read_table(tmp_path / "x.parquet").column("id").to_pylist() == ["00d0", "00d0"]
    (problem,) = job.selection.broken
    assert named in problem
    assert f"{path}, byte {at - len(json.dumps(line, ensure_ascii=False).encode()) - 1}" in problem


def test_text_in_one_script_says_so_and_the_record_keeps_its_own(tmp_path: Path) -> None:
    data = tmp_path / "data"
    common = {"canonical_url": "u", "site": "tw", "fetched": "2020-11-18T09:30:00+08:00"}
    append(data, [
        Article(id="00d0", url="http://www.hxnews.com/1.shtml", title="臺北開會", text="臺北開會。", script="zh-Hant", **common),
        Article(id="00d1", url="http://www.hxnews.com/2.shtml", title="福州后街", text="福州后街。", script="zh-Hans", **common),
    ])  # fmt: skip
    before = [path.read_bytes() for path in (data / "articles").rglob("*.jsonl")]
    export(data, tmp_path / "x.parquet", script="zh-Hans", fields=("title", "text", "script"))
    assert pq.read_table(tmp_path / "x.parquet").to_pylist() == [
        {"title": "台北开会", "text": "台北开会。", "script": "zh-Hans", "original_script": "zh-Hant"},
        {"title": "福州后街", "text": "福州后街。", "script": "zh-Hans", "original_script": "zh-Hans"},
    ]
    assert [path.read_bytes() for path in (data / "articles").rglob("*.jsonl")] == before


def test_groups_of_rows_stream(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, archive: Path) -> None:
    monkeypatch.setattr("newscrawl.export.formats_out.BATCH", 10_000)
    monkeypatch.setattr("newscrawl.export.formats_out.GROUP", 20_000)
    export(archive, tmp_path / "x.parquet")
    file = pq.ParquetFile(tmp_path / "x.parquet")
    assert file.num_row_groups > 3
    assert file.metadata.row_group(0).column(0).compression == "ZSTD"
    assert rows(tmp_path / "x.parquet") == ordered(as_tables_have(line, NAMES) for line in lines_of(archive))
