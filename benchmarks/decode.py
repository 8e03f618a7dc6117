"""Measure how often the charset of a page is found, beside Scrapy's own choice and
three detectors.

Run `python benchmarks/decode.py [--quick | --speed]` with ../shared/data beside the
repository. Prints the named cases one by one, a grid (charset, label right, wrong or
missing, header or meta, length, damage) as shares of pages read right, the time for a
page of 60 kB, and what the pages of the set cost (`--speed`: only that), each beside
`bytes.decode` in the same run. A page counts as read right if at most two characters, and one in fifty,
differ from what was written. faust-cchardet, charset-normalizer and Resiliparse are
measured if they are installed.
"""

import argparse
import importlib.util
import json
import random
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

from rapidfuzz.distance import Levenshtein
from scrapy.http import HtmlResponse

from newscrawl import read_article
from newscrawl.text.decode import decode
from newscrawl.text.html_repair import repair_page
from newscrawl.text.plausible import plausible

DATA = Path(__file__).resolve().parents[2] / "shared/data/articles"
Reader = Callable[[bytes, str | None], str]

CHARSETS = {"utf-8": "utf-8", "gb18030": "gbk", "big5hkscs": "big5"}
WRONG = {"utf-8": "gbk", "gb18030": "utf-8", "big5hkscs": "iso-8859-1"}
LENGTHS = (20, 60, 300, 0)
DAMAGES = ("none", "cut", "bad", "lost")
HTML = "text/html; charset="


def ours(body: bytes, content_type: str | None) -> str:
    return decode(body, content_type).text


def scrapy(body: bytes, content_type: str | None) -> str:
    headers = {"Content-Type": content_type} if content_type else {}
    return HtmlResponse("http://www.example.com/", body=body, headers=headers).text


def detector(name: str) -> Reader | None:
    """Return a reader that believes a detector, None where it is not installed."""
    if name == "resiliparse":
        from resiliparse.parse.encoding import detect_encoding

        return lambda body, _: _decode(body, detect_encoding(body))
    module = {"faust-cchardet": "cchardet", "charset-normalizer": "charset_normalizer"}[name]
    if importlib.util.find_spec(module) is None:
        return None
    if module == "cchardet":
        import cchardet

        return lambda body, _: _decode(body, cchardet.detect(body)["encoding"])
    import charset_normalizer

    def normalize(body: bytes, _: str | None) -> str:
        best = charset_normalizer.from_bytes(body).best()
        return _decode(body, best.encoding if best else None)

    return normalize


def _decode(body: bytes, encoding: str | None) -> str:
    try:
        return body.decode(encoding or "utf-8", "replace")
    except LookupError:
        return body.decode("utf-8", "replace")


def page(text: str, charset: str, meta: str | None) -> bytes:
    """Return a page with this text, in these bytes."""
    head = f'<meta http-equiv="Content-Type" content="{HTML}{meta}">' if meta else ""
    source = f"<html><head>{head}<title>{text[:12]}</title></head><body><p>{text}</p></body></html>"
    return source.encode(charset, "replace")


def damage(body: bytes, kind: str, rng: random.Random) -> bytes:
    high = [at for at, byte in enumerate(body) if byte > 0x7F]
    if kind == "cut":
        return body[: high[-1]]
    at = rng.choice(high[: len(high) // 2] or high)
    if kind == "bad":
        return body[:at] + b"\xff" + body[at + 1 :]
    if kind == "lost":
        return body[:at] + body[at + 1 :]
    return body


def right(read: str, written: str, kind: str) -> bool:
    """Return whether a page was read right; text behind a cut is not asked for."""
    read = read.replace("\ufeff", "")
    if kind == "cut":
        written = written[: len(read)]
    allowed = 0 if kind == "none" else max(2, len(written) // 50)
    return Levenshtein.distance(read, written, score_cutoff=allowed) <= allowed


def texts(limit: int) -> list[tuple[str, str]]:
    """Return body texts and their scripts."""
    found = []
    for file in sorted(DATA.glob("*.json")):
        truth = json.loads(file.read_text(encoding="utf-8"))
        parts = truth.get("body") or []
        body = "\n".join(part if isinstance(part, str) else part.get("text", "") for part in parts)
        if len(body) >= 400:
            found.append((body, truth.get("script", "hans")))
    random.Random(7).shuffle(found)
    return found[:limit]


def named_cases(written: str, traditional: str) -> list[tuple[str, bytes, str | None, str | None]]:
    """Return cases that real sites were seen with: name, bytes, Content-Type, and the
    whole text where it matters.
    """
    gbk, utf8 = "gb18030", "utf-8"
    plain = f"<html><body><p>{written}</p></body></html>"
    block = f"<div>{written[:80]}</div></body></html>"
    included = f"<html><body><p>{written}</p>".encode(gbk) + block.encode()
    rare = b"<p>" + b"\xa6\xd9\xa8\xbc\xfe\x59\xfe\x51" + "福州市民政局公告".encode(gbk) + b"</p>"
    short = "<title>今日晴</title>"
    hz = page(written, "hz", "hz-gb-2312")
    bad_gbk = page(written, gbk, "gbk").replace("，".encode(gbk), b"\xff\xac", 1)
    lost_gbk = page(written, gbk, None).replace("的".encode(gbk), b"\xb5", 1)
    bad_utf8 = page(written, utf8, None).replace("，".encode(), b"\xef\xbc", 1)
    return [
        ("header utf-8 over GBK", page(written, gbk, None), HTML + "utf-8", None),
        ("meta utf-8 over GBK", page(written, gbk, "utf-8"), None, None),
        ("header and meta utf-8 over GBK", page(written, gbk, "utf-8"), HTML + "utf-8", None),
        ("header gbk over UTF-8", page(written, utf8, None), HTML + "gbk", None),
        ("meta gb2312 over UTF-8", page(written, utf8, "gb2312"), None, None),
        ("header ISO-8859-1 over meta gb2312", page(written, gbk, "gb2312"), HTML + "ISO-8859-1", None),
        ("header ISO-8859-1 over nothing", page(written, gbk, None), HTML + "ISO-8859-1", None),
        ("label hz-gb-2312 over GBK", page(written, gbk, "hz-gb-2312"), None, None),
        ("HZ", hz, None, hz.decode("hz")),
        ("UTF-8 block in a GBK page", included, HTML + "gbk", plain[:-14] + block),
        ("what Python's gb18030 keeps private", rare, HTML + "gb2312", "<p>︐ḿ龴𠂇福州市民政局公告</p>"),
        ("short GBK, undeclared", short.encode(gbk), None, short),
        ("Big5, undeclared", page(traditional, "big5hkscs", None), None, None),
        ("UTF-8 byte order mark before GBK", b"\xef\xbb\xbf" + page(written, gbk, "gbk"), None, None),
        ("UTF-16 with byte order mark", plain.encode("utf-16"), None, plain),
        ("GBK cut in a character", page(written, gbk, "gbk")[:-15], None, None),
        ("one bad byte in GBK", bad_gbk, None, None),
        ("one bad byte in UTF-8", bad_utf8, None, None),
        ("a byte lost in GBK", lost_gbk, None, None),
    ]


def show_named(readers: dict[str, Reader]) -> None:
    simplified = next(text for text, script in texts(200) if script == "hans" and "，" in text and "的" in text)[:400]
    simplified = simplified.encode("gb2312", "ignore").decode("gb2312")
    traditional = next(text for text, script in texts(200) if script == "hant")[:400]
    traditional = traditional.encode("big5hkscs", "ignore").decode("big5hkscs")
    print(f"{'named case':44}" + "".join(f"{name:>20}" for name in readers))
    for name, body, content_type, expected in named_cases(simplified, traditional):
        marks = []
        for reader in readers.values():
            read = reader(body, content_type)
            if expected is not None:
                good = read.replace("\ufeff", "") == expected
            else:
                text = traditional if "Big5" in name else simplified
                start = read.find("<p>") + 3
                good = Levenshtein.distance(read[start : start + len(text)], text[: len(read) - start]) <= 3
            marks.append("right" if good else "WRONG")
        print(f"{name:44}" + "".join(f"{mark:>20}" for mark in marks))


def show_grid(readers: dict[str, Reader], samples: int) -> None:
    rng = random.Random(3)
    hits: dict[tuple[str, str], dict[str, int]] = defaultdict(lambda: defaultdict(int))
    totals: dict[tuple[str, str], int] = defaultdict(int)
    for text, script in texts(samples):
        for charset, label in CHARSETS.items():
            if charset == "big5hkscs" and script == "hans":
                continue
            encodable = text.encode(charset, "ignore").decode(charset)
            for length in LENGTHS:
                wanted = encodable[:length].replace("\n", "") if length else encodable
                for labelled, declared in (("right", label), ("wrong", WRONG[charset]), ("missing", None)):
                    for where in ("header", "meta") if declared else ("",):
                        whole = page(wanted, charset, declared if where == "meta" else None)
                        content_type = f"{HTML}{declared}" if where == "header" else None
                        for kind in DAMAGES:
                            body = damage(whole, kind, rng)
                            keys = (
                                ("all", ""),
                                ("charset", charset),
                                ("label", f"{labelled} {where}"),
                                ("length", str(length or "whole")),
                                ("damage", kind),
                            )
                            good = [
                                name
                                for name, reader in readers.items()
                                if right(reader(body, content_type), whole.decode(charset), kind)
                            ]
                            for key in keys:
                                totals[key] += 1
                                for name in good:
                                    hits[key][name] += 1
    print(f"\n{'grid: % of pages read right':44}" + "".join(f"{name:>20}" for name in readers))
    for key in sorted(totals):
        shares = "".join(f"{100 * hits[key][name] / totals[key]:20.1f}" for name in readers)
        print(f"{' '.join(key):36}{totals[key]:8}" + shares)


def show_speed() -> None:
    text = next(text for text, script in texts(200) if script == "hans" and "\ufffd" not in text)
    line = '<div class="list"><ul><li><a href="/news/fj/fz/202011/08/1938121.shtml">{}</a></li></ul></div>\n'
    source = "".join(line.format(text[at : at + 24]) for at in range(0, len(text) - 24, 7)) * 20
    print("\ndecoding a page of 60 kB, median of 60")
    for charset, content_type in (("utf-8", None), ("gb18030", HTML + "gbk"), ("gb18030", None)):
        body = source.encode(charset, "ignore")[:60_000]
        whole = _median(lambda body=body, content_type=content_type: decode(body, content_type))
        codec = _median(lambda body=body, charset=charset: body.decode(charset, "ignore"))
        name = f"{charset}, {'declared' if content_type else 'undeclared'}"
        print(f"{name:28}{whole:8.3f} ms   (the codec alone {codec:.3f} ms)")


def _median(run: Callable[[], object]) -> float:
    times = []
    for _ in range(60):
        start = time.process_time_ns()
        run()
        times.append((time.process_time_ns() - start) / 1e6)
    return sorted(times)[30]


def show_pages(rounds: int) -> None:
    """Print milliseconds of CPU a page, the mean of each page's best round; rounds
    alternate, so that what else the machine does spoils all alike.
    """
    pages = []
    for path in sorted(DATA.glob("*.json")):
        truth = json.loads(path.read_text(encoding="utf-8"))
        pages.append((path.with_suffix(".html").read_bytes(), truth["actual_charset"], truth["url"] or "http://a.cn/"))
    for name, charset in (("GBK", "gb18030"), ("UTF-8", "utf-8")):
        chosen = [(body, url) for body, actual, url in pages if actual == charset]
        lost, flipped = ([harm(body) for body, _ in chosen] for harm in (_lose_byte, _flip_byte))
        decoded = [decode(body) for body, _ in chosen]
        steps: dict[str, list[Callable[[], object]]] = {
            "bytes.decode": [lambda body=body, charset=charset: body.decode(charset, "replace") for body, _ in chosen],
            "decode": [lambda body=body: decode(body) for body, _ in chosen],
            "decode, a byte lost": [lambda body=body: decode(body) for body in lost],
            "decode, a byte flipped": [lambda body=body: decode(body) for body in flipped],
            "repair": [lambda page=page: repair_page(page.text, page.seen) for page in decoded],
            "plausible": [lambda page=page: (page.plausible, plausible(page.text, page.seen)) for page in decoded],
            "read_article": [lambda body=body, url=url: read_article(body, url) for body, url in chosen],
        }
        best = {step: [float("inf")] * len(chosen) for step in steps}
        for _ in range(rounds):
            for step, runs in steps.items():
                for number, run in enumerate(runs):
                    start = time.process_time_ns()
                    run()
                    best[step][number] = min(best[step][number], (time.process_time_ns() - start) / 1e6)
        kilobytes = sum(len(body) for body, _ in chosen) / len(chosen) / 1e3
        print(f"\n{len(chosen)} {name} pages of {kilobytes:.0f} kB, ms of CPU a page")
        for step, times in best.items():
            print(f"{step:28}{sum(times) / len(times):8.3f}   (dearest {max(times):.3f})")
        print(f"{'the whole reader':28}{1e3 * len(chosen) / sum(best['read_article']):8.0f} pages/s")


def _lose_byte(body: bytes) -> bytes:
    """Return a page without the middle one of its bytes above 7F."""
    high = [place for place, byte in enumerate(body) if byte > 0x7F]
    at = high[len(high) // 2] if high else 0
    return body[:at] + body[at + 1 :]


def _flip_byte(body: bytes) -> bytes:
    """Return a page with a bit of the middle one of its bytes above 7F changed."""
    high = [place for place, byte in enumerate(body) if byte > 0x7F]
    at = high[len(high) // 2] if high else 0
    return body[:at] + bytes((body[at] ^ 0x20,)) + body[at + 1 :]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--quick", action="store_true", help="a tenth of the grid")
    parser.add_argument("--speed", action="store_true", help="only what decoding costs")
    options = parser.parse_args()
    quick = options.quick
    if not DATA.is_dir():
        sys.exit(f"no measuring material at {DATA}")
    if options.speed:
        show_speed()
        show_pages(7)
        return
    readers: dict[str, Reader] = {"newscrawl": ours, "Scrapy": scrapy}
    for name in ("resiliparse", "faust-cchardet", "charset-normalizer"):
        reader = detector(name)
        if reader is None:
            print(f"{name}: not installed")
        else:
            readers[name] = reader
    show_named(readers)
    show_grid(readers, 12 if quick else 100)
    show_speed()
    show_pages(2 if quick else 5)


if __name__ == "__main__":
    main()
