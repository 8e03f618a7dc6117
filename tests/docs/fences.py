"""Documents → their fenced blocks, and the commands in them.

A block's language says what it is: `sh` commands, `console` commands behind `$ ` with their output, `cron` lines of a
crontab, `toml`, `python`, and `text` for what is only looked at. A comment
`<!-- not run: reason -->` in the line above a block keeps it from being run.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.processes import ROOT

LANGUAGES = ("sh", "console", "cron", "toml", "python", "text")
GLOBS = ("README*.md", "CONTRIBUTING*.md", "docs/*.md")
_MARK = re.compile(r"<!-- not run: (.+) -->")


@dataclass(frozen=True)
class Block:
    """A fenced block of a document."""

    document: str
    line: int
    """Of its first line of text, counted from 1."""
    language: str
    text: str
    before: str
    """The last line of text above it."""
    reason: str | None = None
    """Why it is not run."""

    @property
    def place(self) -> str:
        return f"{self.document}:{self.line}"


@dataclass(frozen=True)
class Typed:
    """A command as a document has it."""

    words: str
    output: str | None = None
    """What it prints, where the document says so."""


def documents(root: Path = ROOT) -> list[str]:
    return sorted({str(path.relative_to(root)) for pattern in GLOBS for path in root.glob(pattern)})


def blocks(document: str, text: str) -> Iterator[Block]:
    """Yield the fenced blocks of a document.

    >>> text = "试试:\\n\\n<!-- not run: 联网 -->\\n```sh\\nscrapy audit\\n```\\n"
    >>> [(each.line, each.language, each.text, each.before, each.reason) for each in blocks("README.md", text)]
    [(5, 'sh', 'scrapy audit\\n', '试试:', '联网')]
    """
    fence, start, before, above = "", 0, "", ""
    inside: list[str] = []
    for number, line in enumerate(text.splitlines(), 1):
        if not fence and (opened := re.fullmatch(r"\s*(`{3,}|~{3,})\s*(\w*).*", line)):
            fence, language, start, inside = opened[1], opened[2], number + 1, []
        elif fence and line.strip() == fence:
            mark = _MARK.fullmatch(above.strip())
            yield Block(document, start, language, "".join(f"{each}\n" for each in inside), before, mark and mark[1])
            fence, above = "", ""
        elif fence:
            inside.append(line)
        elif line.strip():
            above = line
            if not _MARK.fullmatch(line.strip()):
                before = line


def commands(block: Block) -> list[Typed]:
    """Return the commands of a block of kind `sh`, `console` or `cron`.

    >>> text = "$ scrapy audit   # 平衡\\nhxnews/fz  48\\n$ scrapy articles '福州 # 地铁'\\n"
    >>> commands(Block("README.md", 1, "console", text, ""))
    [Typed(words='scrapy audit', output='hxnews/fz  48\\n'), Typed(words="scrapy articles '福州 # 地铁'", output='')]
    """
    text = block.text.replace("\\\n", " ")
    lines = text.splitlines()
    if block.language != "console":
        bare = (line.strip() if block.language == "cron" else without_comment(line) for line in lines)
        return [Typed(line) for line in bare if line and not line.startswith("#")]
    found: list[tuple[str, list[str]]] = []
    for line in lines:
        if line.startswith("$ "):
            found.append((without_comment(line[2:]), []))
        elif found:
            found[-1][1].append(line.rstrip())
    return [Typed(words, "\n".join(output).strip("\n") + "\n" if any(output) else "") for words, output in found]


def without_comment(line: str) -> str:
    """Cut the comment from a line of a shell; `#` inside quotes is none.

    >>> without_comment("newscrawl   # 所有命令")
    'newscrawl'
    """
    quote = ""
    for index, character in enumerate(line):
        if quote:
            quote = "" if character == quote else quote
        elif character in "'\"":
            quote = character
        elif character == "#" and (index == 0 or line[index - 1].isspace()):
            return line[:index].strip()
    return line.strip()


def read_blocks(names: Sequence[str] | None = None, root: Path = ROOT) -> list[Block]:
    """Read the blocks of all documents."""
    return [
        block for name in names or documents(root) for block in blocks(name, (root / name).read_text(encoding="utf-8"))
    ]
