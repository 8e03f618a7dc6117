"""Documents → what became of each command in them, and the table of that.

`python scripts/run_docs.py` prints what does not hold; with `--write` it writes `docs/commands.md`, and the transcripts
in the documents anew.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from tests.docs.fences import LANGUAGES, Block, Typed, commands, read_blocks
from tests.docs.snippets import check_python, check_toml
from tests.docs.worlds import Ended, World, Worlds
from tests.processes import ROOT

TABLE = ROOT / "docs/commands.md"
RULES = Path(__file__).with_name("rules.toml")
MOST_NOT_RUN = 3
LONGEST = 110
"""Characters of a line of output in the table."""
TYPED = ("sh", "console", "cron")
HEAD = """\
# Every documented command, tried

<!-- Made by: python scripts/run_docs.py --write -->

Each command of a fenced block in README, CONTRIBUTING and docs, as `make test` runs it: against the bundled sample, a
simulated site and newspaper, or PostgreSQL. Of what it prints the first line and the last are shown.

| document | command | exit code | output: first line … last line |
|---|---|--:|---|
"""
LOG = re.compile(r"^(?:\d{4}-\d\d-\d\d \d\d:\d\d:\d\d |INFO:|WARNING:|[{ ]')")
SPANS = (
    (r"\b20(?:2[1-9]|[3-9]\d)-\d\d-\d\d(?: \d\d:\d\d(:\d\d)?)?", "…"),
    (r"\b\d+(\.\d+)? (s|ms)\b", "… s"),
    (r"\b\d+(\.\d+)? (秒|毫秒)", "… 秒"),
    (r"\b[\d,]+ bytes\b", "… bytes"),
    (r"[\d,]+ 字节", "… 字节"),
    (r"\b\d+%", "…%"),
    (r"127\.0\.0\.1:\d+", "127.0.0.1"),
)
"""What differs between two runs."""


@dataclass(frozen=True)
class Rule:
    """A rule of rules.toml."""

    command: str
    world: str | None = None
    replace: tuple[tuple[str, str], ...] = ()
    code: int = 0
    how: str = ""


@dataclass(frozen=True)
class Result:
    """A documented command, and how it ended."""

    block: Block
    typed: Typed
    ended: Ended | None
    """None where it is not run."""
    rule: Rule

    @property
    def fault(self) -> str:
        """What is wrong, in words; empty where nothing is."""
        if self.ended is None:
            return ""
        where = f"{self.block.place}: {self.typed.words}"
        if self.ended.code != self.rule.code:
            return f"{where}: ended with {self.ended.code}, not {self.rule.code}\n{self.ended.output}"
        return ""

    @property
    def difference(self) -> str:
        """How it prints otherwise than documented, in words."""
        documented = self.typed.output
        if self.ended is None or documented is None or documented == shown(self.ended.output):
            return ""
        where = f"{self.block.place}: {self.typed.words}"
        return f"{where}: prints otherwise than documented; python scripts/run_docs.py --write\n{self.ended.output}"

    @property
    def row(self) -> str:
        """Its line of the table."""
        words = self.typed.words.replace("|", "\\|")
        if self.ended is None:
            return f"| {self.block.document} | `{words}` | not run | {self.block.reason} |\n"
        lines = [line for line in shown(self.ended.output).splitlines() if line.strip() and not LOG.match(line)]
        ends = " … ".join(dict.fromkeys(cut(line) for line in (*lines[:1], *lines[-1:])))
        how = f" ({self.rule.how})" if self.rule.how else ""
        return f"| {self.block.document} | `{words}`{how} | {self.ended.code} | {ends} |\n"


def cut(line: str) -> str:
    """Return a line of output as the table has it, without what differs between two runs."""
    line = " ".join(line.split())
    for pattern, text in SPANS:
        line = re.sub(pattern, text, line)
    return line.replace("|", "\\|").replace("<", "&lt;")[:LONGEST]


@cache
def read_rules() -> tuple[dict[str, str], tuple[Rule, ...]]:
    """Return the worlds of documents, and the rules."""
    read = tomllib.loads(RULES.read_text(encoding="utf-8"))
    rules = [Rule(**{**rule, "replace": tuple(map(tuple, rule.get("replace", ())))}) for rule in read["rule"]]
    return read["worlds"], tuple(rules)


def rule_of(words: str) -> Rule:
    """Return the first rule that fits a command, or one that changes nothing."""
    return next((rule for rule in read_rules()[1] if re.search(rule.command, words)), Rule(""))


def run_documents(made: Worlds, names: Sequence[str] | None = None) -> Iterator[Result]:
    """Run the commands of documents, each document in its own worlds."""
    there: dict[tuple[str, str], World] = {}
    for block in read_blocks(names):
        default = read_rules()[0].get(block.document.replace(".zh-CN", ""), "sample")
        language = "zh" if ".zh" in block.document else "en"
        if block.language == "toml" and (name := re.match(r"# (\w+\.toml)$", block.text, re.MULTILINE)):
            world = there.setdefault((block.document, default), made.make(default, language))
            (world.folder / name[1]).write_text(block.text, encoding="utf-8")
        if block.language not in TYPED:
            continue
        for typed in commands(block):
            rule = rule_of(typed.words)
            if block.reason:
                yield Result(block, typed, None, rule)
                continue
            kind = rule.world or default
            if (block.document, kind) not in there:
                there[block.document, kind] = made.make(kind, language)
            yield Result(block, typed, carry_out(there[block.document, kind], block, typed, rule), rule)


def carry_out(world: World, block: Block, typed: Typed, rule: Rule) -> Ended:
    """Run a command in a world, as its rule says."""
    words = typed.words
    for here, instead in rule.replace:
        words = words.replace(here, instead)
    if block.language == "cron":
        fields = words.split(None, 5)
        assert len(fields) == 6, f"{block.place}: a line of a crontab has five fields and a command"
        assert all(re.fullmatch(r"[\d*/,-]+", each) for each in fields[:5]), f"{block.place}: {fields[:5]}"
        return world.run_in_cron(fields[5])
    return world.run(words)


def faults(results: Sequence[Result], found: Sequence[Block]) -> list[str]:
    """Return what does not hold, a text each."""
    wrong = [text for result in results for text in (result.fault, result.difference) if text]
    wrong += [f"{block.place}: a block of kind {block.language or 'none'}; it may be {', '.join(LANGUAGES)}"
              for block in found if block.language not in LANGUAGES]  # fmt: skip
    used = {rule_of(result.typed.words) for result in results}
    wrong += [f"rules.toml: no command fits {rule.command!r}: take it away" for rule in read_rules()[1]
              if rule not in used]  # fmt: skip
    wrong += [f"rules.toml: no document {name}: take it away" for name in read_rules()[0] if not (ROOT / name).exists()]
    left = [result for result in results if result.ended is None]
    if len(left) > MOST_NOT_RUN:
        wrong.append(f"{len(left)} commands are not run, {MOST_NOT_RUN} at most: {[each.typed.words for each in left]}")
    checks: dict[str, Any] = {"toml": check_toml, "python": check_python}
    for language, check in checks.items():
        wrong += check([block for block in found if block.language == language and not block.reason])
    return wrong


def shown(output: str) -> str:
    """Return an output as a document shows it: no spaces at the ends of lines, no empty lines around."""
    lines = "\n".join(line.rstrip() for line in output.splitlines() if not LOG.match(line)).strip("\n")
    return f"{lines}\n" if lines else ""


def table(results: Sequence[Result]) -> str:
    """Return the text of docs/commands.md."""
    return HEAD + "".join(result.row for result in results)


def with_outputs(text: str, results: Sequence[Result]) -> str:
    """Return a document's text with the outputs of its `console` blocks as they are now."""
    lines = text.splitlines(keepends=True)
    for block in {result.block for result in results if result.block.language == "console"}:
        mine = [result for result in results if result.block == block]
        if not all(result.ended for result in mine):
            continue
        typed = iter(line for line in block.text.splitlines(keepends=True) if line.startswith("$ "))
        new = "\n".join(next(typed) + shown(result.ended.output if result.ended else "") for result in mine)
        start = block.line - 1
        lines[start : start + block.text.count("\n")] = [new] + [""] * (block.text.count("\n") - 1)
    return "".join(lines)
