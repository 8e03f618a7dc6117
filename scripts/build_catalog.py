"""Facts about regional sites (`sites.jsonl`) → first drafts of the catalog's files, to
be read and tidied by a person.

    python scripts/build_catalog.py ../shared/data/sites/sites.jsonl [--only SITE …] [--force]

A file that exists is left alone unless `--force` is given: the catalog is edited by
hand after this. What is known only loosely is left out, since a site's rule beats the
generic reader: selectors that half the web has (`.content`, `h1`), labels and metas
that the generic reader knows anyway, address patterns of single channels. Digital
newspapers and JSON interfaces are no listings and are skipped.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from pypinyin import lazy_pinyin

from newscrawl.catalog.provinces import PROVINCES
from newscrawl.catalog.rule import compile_css, compile_xpath

SITES = Path(__file__).resolve().parents[1] / "newscrawl/catalog/sites"
FOLDERS = {name: folder for folder, name in PROVINCES.items()}

FAMILIES = {"system": "system", "founder": "Founder", "trs": "TRS"}
"""Families, and their names in the facts."""
MIXED = frozenset({"gywb", "xinmin", "hsw"})
"""Sites whose articles have several shapes of address beside that of the inferred
family."""

JSON_INTERFACE = re.compile(r"//api\.|/api/channel\.php|/api/house\.php|getcontentlist|sectionidWithNidPtime")

COMMON = re.compile(
    "content|con|cont|text|article|main|detail|box|left|right|body|news|title|tit|time|date|source|author|info|wrap|"
    "container|list|header|head|bd|hd|inner|page|h1|grey|zw|post|tags|images|img",
    re.I,
)
"""Class names that are too common: the generic reader weighs them better than a rule
can."""
ROLES = {
    "source": re.compile(r"source|laiyuan|origin|copyfrom|resource|media|\bly\b", re.I),
    "authors": re.compile(r"author|writer|zuozhe|reporter", re.I),
    "editors": re.compile(r"edit|bianji|zebian", re.I),
}

TRS = r"/\d{6}/t\d{8}_\d+\.s?html?$"
FOUNDER, SYSTEM = r"/\d{4}-\d{2}/\d{2}/content_\d+\.html?$", r"/system/\d{4}/?\d{2}/?\d{2}/\d+\.s?html?$"
ARTICLE_URLS = {
    # Addresses in the facts beside the family's shape, or without a date, which the
    # reader's own shapes do not know.
    "baojinews": [r"/p/\d+\.s?html?$"],
    "bjd": [r"/\d{4}/\d{2}/\d{2}/\d+\.shtml$", r"/a/\d{6}/\d{2}/\w+\.html$", TRS],
    "cnhubei": [r"/content/\d{4}-\d{2}/\d{2}/content_\d+\.html$", TRS, r"/\d{6}/t\d{5,}\.s?html?$"],
    "cjn": [r"3g\.cjn\.cn/Detail/\?id=\d+", TRS, r"/\d{6}/t\d{5,}\.s?html?$"],
    "cqnews": [r"/\d+/detail/\w+/web/content_\w+\.html$", FOUNDER],
    "anhuinews": [TRS, SYSTEM],
    "hinews": [r"/page\?n=\d+", SYSTEM],
    "southcn": [r"/node_[0-9a-f]{10}/[0-9a-f]{10}\.shtml$", FOUNDER],
    "zjol": [r"/news\.html\?id=\d+", TRS, r"/\d{6}/t\d{5,}\.s?html?$"],
    "cztv": [r"/news/\d+\.html$"],
    "greatwuyi": [r"/content/\d{6}/\d{2}/c\d+\.html$"],
    "hangzhou": [FOUNDER, r"/content/content_\d+\.html?$"],
    "huaxi100": [r"/show-\d+-\d+-1\.html$", r"huaxi100\.com/a/\w+$"],
    "jfdaily": [r"/news/detail\?id=(?P<id>\d+)"],
    "jstv": [r"/a/\d{8}/\d+\.shtml$", r"/a/\d{6,}\.shtml$"],
    "lnd": [SYSTEM, r"/\d{4}-\d{2}/\d{2}/\w+_\d+\.s?html?$"],
    "nen": [SYSTEM, r"/news/storys_\d+\.html?$", r"/\d{4}/\d{2}/\d{2}/\d{9,}\.shtml$"],
    "oeeee": [r"/a/\w{10}\d{8,}\.html$", r"/html/\d{6}/\d{2}/\d+\.html$"],
    "sxgov": [r"/[a-z]+_\d{4,}\.s?html?$"],
    "thecover": [r"thecover\.cn/news/[\w%+/=-]+$"],
    "voc": [r"/article/\d{6}/\d+\.html?$", r"/content-\d+-\d+\.html?$"],
    # Hong Kong and Taiwan papers, whose sources give listings only; from general
    # knowledge.
    "hk_bastillepost": [r"/article/\d+"],
    "hk_crntt": [r"docDetail\.jsp\?[\w=&]*docid=\d+", r"/doc/(?:\d+/){4}\d+\.html"],
    "hk_hk01": [r"hk01\.com/[^/]+/\d{5,}/"],
    "hk_mingpao": [r"/article/\d{8}/s\d+/\d+"],
    "hk_on_cc": [r"/cnt/[a-z]+/\d{8}/[\w-]+\.html$"],
    "hk_skypost": [r"/article/\d+"],
    "hk_stheadline": [r"/article/\d+"],
    "hk_takungpao": [r"/\d{4}/\d{4}/\d+\.html$"],
    "hk_wenweipo": [r"/\d{6}/\d{2}/AP[0-9a-f]+\.html$"],
    "tw_chinatimes": [r"/\d{14}-\d{6}"],
    "tw_cna_com_tw": [r"/news/[a-z]+/\d{12}\.aspx"],
    "tw_ettoday": [r"/news/\d{8}/\d+\.htm"],
    "tw_newtalk": [r"/news/view/\d{4}-\d{2}-\d{2}/\d+"],
    "tw_nownews": [r"/news/(?:\d{8}/)?\d{6,}"],
    "tw_rti": [r"/news/view/id/\d+"],
    "tw_setn": [r"(?i)/news\.aspx\?[\w=&]*newsid=\d+"],
    "tw_storm": [r"/article/\d+"],
    "tw_talk_ltn": [r"/article/(?:\w+/)?\d+"],
    "tw_udn": [r"/story/\d+/\d+"],
}
"""Every other site is left to its family or to the reader's own shapes: a pattern seen
on one channel of a site would refuse the articles of the others."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("facts", type=Path, help="sites.jsonl")
    parser.add_argument("--only", nargs="*", default=(), metavar="SITE", help="ids as the catalog has them")
    parser.add_argument("--force", action="store_true", help="overwrite files that exist")
    options = parser.parse_args()
    written = kept = 0
    for line in options.facts.read_text(encoding="utf-8").splitlines():
        facts = json.loads(line)
        site_id = site_name(facts)
        channels = list(channels_of(facts))
        if facts["kind"] == "digital newspaper" or not channels or (options.only and site_id not in options.only):
            continue
        path = SITES / FOLDERS[facts["province"]] / f"{site_id}.toml"
        if path.exists() and not options.force:
            kept += 1
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(draft(facts, channels), encoding="utf-8")
        written += 1
    print(f"{written} files written, {kept} that exist left alone", file=sys.stderr)


def site_name(facts: dict[str, Any]) -> str:
    """Return the id of a site: its folder has the region, so `tw_cna_com_tw` is
    `cna`.
    """
    return re.sub(r"^(?:hk|mo|tw)_|_com_tw$|_app$", "", re.sub(r"_com_tw$", "", facts["site"]))


def draft(facts: dict[str, Any], channels: list[dict[str, str]]) -> str:
    """Write the file of a site."""
    family = next((name for name, mark in FAMILIES.items() if mark in (facts["cms"] or "")), None)
    family = None if facts["site"] in MIXED else family
    dates = re.findall(r"\d{4}(?:-\d{2}){0,2}", facts["last_verified"] or "")
    lines = [f"name = {quoted(facts['name'])}", f"home = {quoted(home_of(facts, channels))}"]
    if facts["city"]:
        lines.append(f"city = {quoted(facts['city'])}")
    if family:
        lines.append(f"family = {quoted(family)}")
    if dates:
        lines.append(f"verified = {quoted(max(dates))}")
    lines += array("evidence", evidence_of(facts))
    lines += listing_of(facts)
    if patterns := ARTICLE_URLS.get(facts["site"]):
        lines += ["", "[article]", *array("url", patterns, one=True)]
    for layout in layouts_of(facts):
        lines += ["", "[[layout]]", *(f"{key} = {rule}" for key, rule in layout.items())]
    for channel in channels:
        lines += ["", "[[channel]]", *(f"{key} = {quoted(value)}" for key, value in channel.items())]
    return "\n".join(lines) + "\n"


def home_of(facts: dict[str, Any], channels: list[dict[str, str]]) -> str:
    """Return the front page, with the scheme that the site's channels use."""
    host = facts["host"]
    schemes = [urlsplit(c["url"]).scheme for c in channels if urlsplit(c["url"]).netloc == host]
    return f"{schemes[0] if schemes else 'http'}://{host}/"


def evidence_of(facts: dict[str, Any]) -> list[str]:
    """Return where the facts are from: repository and file, otherwise what is known of
    their age.
    """
    found = [source.replace("whiteList_v5/Config/", "…/").strip() for source in facts["evidence"]]
    verified = facts["last_verified"] or ""
    if not re.fullmatch(r"\d{4}(?:-\d{2}){0,2}", verified):
        found.append(verified or "undated")
    found = found or [f"public sources of {verified}"]
    if facts.get("channels_total", 0) > len(facts["channels"]):
        found.append(f"{facts['channels_total']} channels in the source, {len(facts['channels'])} of them here")
    return found


def channels_of(facts: dict[str, Any]) -> Iterator[dict[str, str]]:
    """Yield the channels, each address once, with an id from the address: the shortest
    tail that is unique.
    """
    seen: dict[str, dict[str, str]] = {}
    for channel in facts["channels"]:
        url = re.sub(r"(?<!:)//+", "/", channel["url"].strip())
        bare = url.partition("://")[2].rstrip("/")
        if JSON_INTERFACE.search(url) or url.endswith(".jpg") or "{" in url or bare in seen:
            continue
        name = re.sub(r"\s*[(（](?:source comment|link text|template)[)）]", "", channel["name"] or "").replace(
            "/", "-"
        )
        seen[bare] = {"name": name.strip(), "url": url}
    words = {bare: id_words(channel["url"], facts["host"]) for bare, channel in seen.items()}
    taken: set[str] = set()
    for bare, channel in seen.items():
        others = [w for other, w in words.items() if other != bare]
        own = words[bare]
        tails = ["-".join(own[-length:]) for length in range(1, len(own) + 1)]
        unique = (
            tail for length, tail in enumerate(tails, 1) if all(own[-length:] != other[-length:] for other in others)
        )
        made = next((tail for tail in unique if tail not in taken), tails[-1])
        number = 2
        base = made
        while made in taken:
            made, number = f"{base}-{number}", number + 1
        taken.add(made)
        yield {"id": made, **({"name": channel["name"]} if channel["name"] else {}), "url": channel["url"]}


def id_words(url: str, host: str) -> list[str]:
    """Split a channel's address into the words that its id may be made of, the most
    distinctive last.
    """
    parts = urlsplit(url)
    main = re.sub(r"^www\.", "", host)
    label = parts.netloc.removesuffix(main).strip(".") if parts.netloc.endswith(main) else parts.netloc.split(".")[-2]
    words = [] if label in ("", "www") else [label]
    path = re.sub(r"(?i)/(?:index|list|default|home)(?:_?\d)?\.(?:s?html?|aspx|php|jsp)$", "", parts.path)
    for step in path.split("/"):
        step = re.sub(r"(?i)\.(?:s?html?|aspx|php|jsp)$", "", unquote(step))
        if not re.search(r"[A-Za-z0-9]{2}", step):
            step = "".join(lazy_pinyin(re.sub(r"[^\u4e00-\u9fff0-9A-Za-z]", "", step)))
        step = re.sub(r"[^A-Za-z0-9_.-]+", "-", step).strip("-._").lower()
        step = re.sub(r"^(?:node|list|channel)_(?=\d)", "", step)
        if step and step not in ("index", "list"):
            words.append(step)
    values = [value for key, value in re.findall(r"(\w+)=([A-Za-z0-9_]+)", parts.query) if key != "page"]
    if values and words and not re.search("list|index|page", words[-1]):
        values[0] = f"{words.pop()}-{values[0]}"
    words += values
    return [re.sub(r"^[^A-Za-z0-9]+", "", word).lower() for word in words] or ["home"]


def listing_of(facts: dict[str, Any]) -> list[str]:
    """Write what is known of the listings."""
    listing = facts["listing"]
    links = [link for link in alternatives(listing["links"]) if "css" in link]
    selectors = [re.sub(r"::attr\([\w-]+\)$", "", link["css"]) for link in links]
    entries = [re.sub(r"(?:\s*>\s*|\s+)a$", "", selector) for selector in selectors if re.search(r"[.#\[]", selector)]
    rules: list[str] = []
    if entries and all(re.search(r"[>\s]a$", selector) for selector in selectors):
        rules += [f"entries = {quoted(', '.join(entries))}", 'link = "a"']
    elif entries:
        rules.append(f"entries = {quoted(', '.join(selectors))}")
    if entries and isinstance(listing.get("date"), dict):
        rules.append(f"date = {quoted(listing['date']['css'])}")
    following = listing.get("next_link")
    if following and "text" not in following:
        rules.append(f"next_url = {quoted(following['css'])}")
    return ["", "[listing]", *rules] if rules else []


def layouts_of(facts: dict[str, Any]) -> Iterator[dict[str, str]]:
    """Yield one layout for each different body, two at most where the sources were
    merged.

    A source with as many titles and dates as bodies lists templates, in the same order.
    """
    article = facts["article"]
    bodies = alternatives(article["body"])
    aligned = len(facts["evidence"]) == 1 and "white_list" in facts["evidence"][0]
    made: list[dict[str, str]] = []
    for number, body in enumerate(bodies):

        def of_template(value: Any, at: int = number) -> Any:
            return value[at] if aligned and isinstance(value, list) and len(value) == len(bodies) else value

        fields = {
            "title": union(of_template(article["title"]), r"title|tit|h1|h2|h3|bt|biaoti"),
            "published": union(of_template(article["published"]), None),
            "source": union(of_template(article["source"]), ROLES["source"]),
            "authors": union(of_template(article["author"]), ROLES["authors"]),
            "editors": union(of_template(article["editor"]), ROLES["editors"]),
            "breadcrumbs": union(of_template(article.get("breadcrumb")), None),
        }
        if rule := body_rule(body):
            made.append({**{key: text for key, text in fields.items() if text}, "body": rule})
    yield from made if aligned else made[:2]


def body_rule(body: dict[str, str]) -> str | None:
    """Return the rule of a body, None if its selector is no container or is too
    common.
    """
    if "css" in body:
        selector = re.sub(r"(?:\s*>\s*\*|\s+p|\s*>\s*p)+$", "", body["css"].strip())
        if re.search(r"\b(?:img|iframe|video)\b|::|\sa$", selector) or not specific(selector):
            return None
        return quoted(selector) if compiles(compile_css, selector) else None
    if "xpath" in body:
        selector = re.sub(r"(?:/descendant::text\(\)|//text\(\)|/text\(\)|//p|/p)$", "", body["xpath"].strip()).lstrip(
            "."
        )
        if not re.search(r"@(?:id|class)", selector):
            return None
        return f"{{ xpath = {quoted(selector)} }}" if compiles(compile_xpath, selector) else None
    return None


def union(value: Any, telling: str | re.Pattern[str] | None) -> str | None:
    """Join alternative selectors into one rule; loose ones, metas and those found by a
    label are left out.
    """
    chosen = []
    for alternative in alternatives(value):
        selector = alternative.get("css", "").strip()
        selector = selector.removeprefix("* > ")
        if not selector or "meta" in selector or "::" in selector or not specific(selector):
            continue
        if "tbody" in selector or selector.count(">") > 3:  # copied from a browser, which makes up table bodies
            continue
        if telling is not None and not re.search(telling, selector):
            continue
        if compiles(compile_css, selector) and selector not in chosen:
            chosen.append(selector)
    return quoted(", ".join(chosen[:4])) if chosen else None


def alternatives(value: Any) -> list[dict[str, str]]:
    if isinstance(value, dict):
        return [value]
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def specific(selector: str) -> bool:
    """Return whether a selector is particular to this site: an id, a path of classes,
    or a class of its own.
    """
    names = re.findall(r"[.#]([\w-]+)", selector) + re.findall(r"""[*^~]?=["']?([\w -]+)""", selector)
    if not names:
        return False
    if "#" in selector:
        return not all(COMMON.fullmatch(name) for name in names) or len(selector.split()) > 1
    return any(not COMMON.fullmatch(name.strip()) for name in names) or len(names) > 2


def compiles(compile_it: Any, selector: str) -> bool:
    try:
        compile_it(selector)
    except ValueError:
        return False
    return True


def quoted(text: str) -> str:
    """Write a TOML string, literal where that saves escapes."""
    if re.search(r'["\\]', text) and "'" not in text:
        return f"'{text}'"
    return json.dumps(text, ensure_ascii=False)


def array(key: str, values: list[str], *, one: bool = False) -> list[str]:
    if one and len(values) == 1:
        return [f"{key} = {quoted(values[0])}"]
    line = f"{key} = [{', '.join(map(quoted, values))}]"
    return [line] if len(line) <= 120 else [f"{key} = [", *(f"  {quoted(value)}," for value in values), "]"]


if __name__ == "__main__":
    main()
