"""Sentence templates with alternatives and slots turn into sentences.

`[甲|乙]` is a choice, `{road}` a slot filled by the vocabulary, `{road#1}` the same road wherever an article says
`{road#1}` again, `{3-40}` a number and `{100-900/50}` a number in steps. All chance comes from the `Random` given,
so equal seeds write equal texts.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from random import Random

Vocabulary = Mapping[str, Callable[["Writer"], str]]
Node = str | tuple[str, object]

_TOKEN = re.compile(r"[\[\]|]|\{[^{}]+\}|[^\[\]|{}]+")
_NUMBER = re.compile(r"(\d+)-(\d+)(?:/(\d+))?$")


@cache
def parse(template: str) -> tuple[Node, ...]:
    """Compile a template; unbalanced brackets are an error, not text.

    >>> parse("[今|昨]日{road}通车")
    (('choice', (('今',), ('昨',))), '日', ('slot', 'road'), '通车')
    """
    stack: list[list[list[Node]]] = [[[]]]
    for token in _TOKEN.findall(template):
        if token == "[":
            stack.append([[]])
        elif token == "|" and len(stack) > 1:
            stack[-1].append([])
        elif token == "]":
            if len(stack) == 1:
                raise ValueError(f"unbalanced brackets: {template}")
            options = stack.pop()
            stack[-1][-1].append(("choice", tuple(tuple(option) for option in options)))
        elif token.startswith("{"):
            stack[-1][-1].append(_slot(token[1:-1]))
        else:
            stack[-1][-1].append(token)
    if len(stack) != 1:
        raise ValueError(f"unbalanced brackets: {template}")
    return tuple(stack[0][0])


def _slot(name: str) -> Node:
    if number := _NUMBER.match(name):
        low, high, step = (int(part) if part else 1 for part in number.groups())
        return ("number", range(low, high + 1, step))
    return ("slot", name)


@dataclass
class Writer:
    """Writes sentences for one article: remembers what its numbered slots stand for."""

    random: Random
    vocabulary: Vocabulary
    bound: dict[str, str] = field(default_factory=dict)

    def pick(self, options: Sequence[str]) -> str:
        return options[int(self.random.random() * len(options))]

    def write(self, template: str) -> str:
        return self._expand(parse(template))

    def slot(self, name: str) -> str:
        if name in self.bound:
            return self.bound[name]
        kind, _, number = name.partition("#")
        text = self.vocabulary[kind](self)
        if number:
            self.bound[name] = text
        return text

    def _expand(self, nodes: Sequence[Node]) -> str:
        parts = []
        for node in nodes:
            if isinstance(node, str):
                parts.append(node)
                continue
            kind, value = node
            if kind == "slot":
                parts.append(self.slot(str(value)))
            elif kind == "number":
                assert isinstance(value, range)
                parts.append(str(value[int(self.random.random() * len(value))]))
            else:
                assert isinstance(value, tuple)
                parts.append(self._expand(value[int(self.random.random() * len(value))]))
        return "".join(parts)
