"""What users type for channels, and what they are told when it means nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from newscrawl.catalog import Catalog, CatalogError, select

SITES = {
    "fujian/minhou": ("闽侯网", [("yw", "要闻"), ("fz", "福州新闻"), ("m-fz", "福州新闻（手机版）")]),
    "fujian/lianjiang": ("连江网", [("yw", "要闻"), ("tw", "台湾新闻")]),
    "guangdong/panyu": ("番禺网", [("fz", "法制"), ("zt", None), ("news", "minhou")]),
    "national/agency": ("通讯社", [("fz", "福州新聞"), ("yw", "要闻-国内")]),
}


@pytest.fixture
def catalog(tmp_path: Path) -> Catalog:
    for place, (name, channels) in SITES.items():
        path = tmp_path / "sites" / f"{place}.toml"
        path.parent.mkdir(parents=True, exist_ok=True)
        lines = [f'name = "{name}"', f'home = "http://www.{path.stem}.com/"']
        for channel_id, channel_name in channels:
            lines += ["[[channel]]", f'id = "{channel_id}"', f'url = "http://www.{path.stem}.com/{channel_id}/"']
            lines += [f'name = "{channel_name}"'] if channel_name else []
        path.write_text("\n".join(lines), encoding="utf-8")
    return Catalog([tmp_path])


ALL = [f"{place.partition('/')[2]}/{channel}" for place, (_, channels) in SITES.items() for channel, _ in channels]


@pytest.mark.parametrize(
    ("pattern", "keys"),
    [
        ("minhou/fz", ["minhou/fz"]),
        ("minhou/福州新闻", ["minhou/fz"]),
        ("minhou/福州新聞", ["minhou/fz"]),
        ("闽侯网/福州新闻", ["minhou/fz"]),
        ("閩侯網/fz", ["minhou/fz"]),
        ("minhou/福州新闻(手机版)", ["minhou/m-fz"]),
        ("minhou/福州*", ["minhou/fz", "minhou/m-fz"]),
        ("minhou/*", ["minhou/yw", "minhou/fz", "minhou/m-fz"]),
        ("*/fz", ["minhou/fz", "panyu/fz", "agency/fz"]),
        ("福州新聞", ["minhou/fz", "agency/fz"]),
        ("福州新闻", ["minhou/fz", "agency/fz"]),
        (" 福州 新闻 ", ["minhou/fz", "agency/fz"]),
        ("minhou", ["minhou/yw", "minhou/fz", "minhou/m-fz"]),
        ("panyu/minhou", ["panyu/news"]),
        ("閩侯網", ["minhou/yw", "minhou/fz", "minhou/m-fz"]),
        ("fujian", ["lianjiang/yw", "lianjiang/tw", "minhou/yw", "minhou/fz", "minhou/m-fz"]),
        ("廣東", ["panyu/fz", "panyu/zt", "panyu/news"]),
        ("national", ["agency/fz", "agency/yw"]),
        ("福建:连江网", ["lianjiang/yw", "lianjiang/tw"]),
        ("fujian:minhou", ["minhou/yw", "minhou/fz", "minhou/m-fz"]),
        ("fujian:*", ["lianjiang/yw", "lianjiang/tw", "minhou/yw", "minhou/fz", "minhou/m-fz"]),
        ("福建:要闻", ["lianjiang/yw", "minhou/yw"]),
        ("廣東:*", ["panyu/fz", "panyu/zt", "panyu/news"]),
        ("fujian:minhou/fz", ["minhou/fz"]),
        ("national:*", ["agency/fz", "agency/yw"]),
        ("minhou/fz,panyu/zt", ["minhou/fz", "panyu/zt"]),
        ("panyu/zt，minhou/fz, minhou/福州新闻", ["panyu/zt", "minhou/fz"]),
    ],
)
def test_a_pattern_means_these_channels(catalog: Catalog, pattern: str, keys: list[str]) -> None:
    assert [selected.channel.key for selected in select(catalog, pattern)] == keys


def test_a_star_is_everything(catalog: Catalog) -> None:
    assert sorted(selected.channel.key for selected in select(catalog, "*")) == sorted(ALL)
    assert all(selected.site.id == selected.channel.site for selected in select(catalog, "*"))


@pytest.mark.parametrize(
    ("pattern", "message"),
    [
        ("minhou/fx", "site minhou has no channel 'fx'; did you mean minhou/fz"),
        ("minhou/福州新文", "site minhou has no channel '福州新文'; did you mean minhou/福州新闻"),
        ("minhuo/fz", "unknown site 'minhuo' in 'minhuo/fz'; did you mean minhou?"),
        ("福州新文", "no province, site or channel is called '福州新文'; did you mean 福州新闻"),
        ("臺灣新文", "no province, site or channel is called '臺灣新文'; did you mean 台湾新闻"),
        ("lianjang", "no province, site or channel is called 'lianjang'; did you mean lianjiang"),
        ("fujain", "no province, site or channel is called 'fujain'; did you mean fujian"),
        ("guangdong:lianjiang", "site lianjiang is not in guangdong"),
        ("fujain:*", "unknown province 'fujain'; did you mean fujian?"),
        ("fujian:panyu/fz", "site panyu is not in fujian"),
        ("fujian:panyv/fz", "unknown site 'panyv' in 'fujian:panyv/fz'"),
        ("闽候网/fz", "unknown site '闽候网' in '闽候网/fz'; did you mean 闽侯网"),
        ("minhou/fz,lianjian/yw", "unknown site 'lianjian'"),
        ("minhou/", "site minhou has no channel ''"),
        ("", "no channels named"),
        (" , ", "no channels named"),
    ],
)
def test_a_pattern_that_means_nothing_is_one_line_with_what_is_near(
    catalog: Catalog, pattern: str, message: str
) -> None:
    with pytest.raises(CatalogError) as caught:
        select(catalog, pattern)
    assert str(caught.value).startswith(message)
    assert "\n" not in str(caught.value)


def test_broken_rules_of_a_selected_site_stop_it_before_it_starts(catalog: Catalog, tmp_path: Path) -> None:
    path = tmp_path / "sites/fujian/minhou.toml"
    path.write_text(path.read_text(encoding="utf-8") + '\n[listing]\nentries = "ul["', encoding="utf-8")
    catalog = Catalog([tmp_path])
    with pytest.raises(CatalogError, match=r"minhou\.toml: listing\.entries: broken CSS"):
        select(catalog, "minhou/fz")
    assert select(catalog, "minhou/fz", check=False), "a list of channels may show it"
    assert select(catalog, "panyu/fz"), "other sites are not concerned"


def test_old_front_pages_are_taken_only_by_name_or_when_asked_for(tmp_path: Path) -> None:
    """`*` crawled for years what nobody had seen since 2019."""
    old = ("old", "2019-11", ["http://www.old.com/"])
    moved = ("moved", '{ listing = "2019-11", address = "2026-09" }', ["http://www.moved.com/index.html"])
    sections = ("sections", "2019-11", ["http://www.sections.com/", "http://www.sections.com/fz/"])
    undated, new = ("undated", "", ["http://www.undated.com/"]), ("new", "2023-04", ["http://www.new.com/"])
    for name, verified, urls in (old, moved, sections, undated, new):
        path = tmp_path / f"sites/fujian/{name}.toml"
        path.parent.mkdir(parents=True, exist_ok=True)
        date = f"verified = {verified if verified[:1] == '{' else repr(verified)}\n" if verified else ""
        channels = "".join(f'[[channel]]\nid = "c{n}"\nurl = "{url}"\n' for n, url in enumerate(urls))
        path.write_text(f'name = "{name}"\nhome = "{urls[0]}"\n{date}{channels}', encoding="utf-8")
    catalog = Catalog([tmp_path])
    known = ["new/c0", "sections/c0", "sections/c1", "undated/c0"]
    for pattern in ("*", "fujian", "福建:*", "*/*"):
        assert sorted(each.channel.key for each in select(catalog, pattern)) == known, pattern
    everything = select(catalog, "*", unchecked=True)
    assert sorted(each.channel.key for each in everything) == ["moved/c0", *known[:1], "old/c0", *known[1:]]
    assert [each.channel.key for each in select(catalog, "old,moved/*")] == ["old/c0", "moved/c0"]
    (tmp_path / "sites/fujian/old.toml").rename(tmp_path / "sites/old.toml")
    (tmp_path / "sites/hunan").mkdir()
    (tmp_path / "sites/old.toml").rename(tmp_path / "sites/hunan/old.toml")
    with pytest.raises(CatalogError, match="hunan: all channels are unchecked; --unchecked takes them"):
        select(Catalog([tmp_path]), "hunan")
