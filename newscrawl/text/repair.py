"""Undo damage to a text, exactly and reversibly, on the evidence of the whole document.

`diagnose` decides by a whole document how it is damaged; the diagnosis is then applied
to the document or to any piece of it: a title, a field, an attribute. `repair` does
both for a plain text, `html_repair.repair_page` for HTML. Each kind of damage has a
module of its own in `mirror/`; here they are applied in order, outermost damage first,
until nothing more is found.
"""

import re
from dataclasses import dataclass
from typing import Literal

from newscrawl.text.census import Kind, census, stand_close
from newscrawl.text.characters import Characters
from newscrawl.text.edits import Edit, Repaired, apply_edits, compose
from newscrawl.text.mirror.byteshift import NO_SHIFTS, Shifts, find_shifts
from newscrawl.text.mirror.escapes import NO_ESCAPES, Escapes, find_escapes
from newscrawl.text.mirror.gloss import NO_GLOSSES, Glosses, find_glosses
from newscrawl.text.mirror.lookalikes import NO_LOOKALIKES, Lookalikes, find_lookalikes
from newscrawl.text.mirror.mojibake import NO_MOJIBAKE, Mojibake, find_mojibake
from newscrawl.text.mirror.other_codecs import NO_OTHER_CODEC, TELLING_LEAST, OtherCodec, find_other_codec
from newscrawl.text.mirror.spelt_bytes import spelt_edits
from newscrawl.text.mirror.unshift import SIGN

__all__ = ["Diagnosis", "Edit", "Level", "Repaired", "diagnose", "repair"]

Level = Literal["safe"]
"""How far repair goes. "safe" is the only level: what the document does not prove is
left as it is."""

MOST_LAYERS = 8  # damage upon damage: a text that was decoded wrongly, escaped and glossed has three

# Pieces of ASCII without which no rule that goes by ASCII can apply.
_ASCII_SIGNS = {
    "＆": ("＆#", "quo", "dash", "sp"),
    "&": ("&#", "& ", "&nbsp", "quo", "dash", "sp"),
    "(": (")(",),
    "#": ("#x", "#X"),
    "\\": ("\\u", "\\x"),
    "%": ("%u",),
    "?": ("?/",),
    ";": ("quo;", "nbsp;", "dash;", "hellip;", "middot;"),
}
"""By a character that is found at once, and that most texts lack."""
_SPELT = re.compile(r"%[0-9A-F][0-9A-Fa-f](?:[0-9A-F]{2})?%|=[0-9A-F]{2}=|\\[nx0-3]|u[0-9a-f]{4}u", re.ASCII)
_BARE_NUMBER = re.compile(r"#[0-9]{3,6};")


@dataclass(frozen=True, slots=True)
class _Layer:
    """The findings of one pass over a document, in the order in which they are
    undone.
    """

    escapes: Escapes = NO_ESCAPES
    codec: OtherCodec = NO_OTHER_CODEC
    mojibake: Mojibake = NO_MOJIBAKE
    glosses: Glosses = NO_GLOSSES
    shifts: Shifts = NO_SHIFTS
    lookalikes: Lookalikes = NO_LOOKALIKES

    def apply(self, text: str, *, escapes: bool) -> Repaired:
        repaired = Repaired(text)
        for rule in (self.escapes if escapes else NO_ESCAPES, self.codec, self.mojibake, self.glosses):
            if rule:
                repaired = _follow(repaired, text, rule.edits(repaired.text))
        if self.shifts:
            edits = self.shifts.edits(repaired.text)
            if edits:
                repaired = _follow(repaired, text, edits)
                repaired = _follow(repaired, text, self.glosses.edits(repaired.text))
        if self.lookalikes:
            repaired = _follow(repaired, text, self.lookalikes.edits(repaired.text))
        return repaired


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """The damage of a document, layer by layer; an undamaged document is `clean` and
    costs no more.
    """

    layers: tuple[_Layer, ...] = ()

    @property
    def clean(self) -> bool:
        return not self.layers

    def apply(self, string: str, *, escapes: bool = True) -> Repaired:
        """Repair one piece of the document: a text, an attribute, a field; in JSON,
        say, `escapes` are no damage.

        >>> copy = diagnose("市農(nóng)業(yè)農(nóng)村局發(fā)展鄉(xiāng)村產(chǎn)業(yè),責(zé)任編輯陳言")
        >>> copy.apply("農(nóng)業(yè)產(chǎn)業(yè)").text
        '農業產業'
        """
        repaired = Repaired(string)
        for layer in self.layers:
            step = layer.apply(repaired.text, escapes=escapes)
            if step.edits:
                repaired = Repaired(step.text, tuple(compose(repaired.edits, step.edits, string, step.text)))
        return repaired


CLEAN = Diagnosis()


def diagnose(text: str, *, level: Level = "safe") -> Diagnosis:
    """Decide by a whole document how it is damaged.

    >>> diagnose("福州市今天天氣晴，獼(mí)猴桃豐收。").clean
    True
    """
    return _diagnose(text)[0]


def repair(text: str, *, level: Level = "safe", seen: Characters | None = None) -> Repaired:
    """Repair a whole document of plain text; an undamaged one is returned as it is, a
    damaged one with every edit named. `seen` are the text's characters, where somebody
    has looked at them.

    >>> repaired = repair("本報訊市農(nóng)業(yè)局發(fā)展產(chǎn)業(yè)#xff0c;當(dāng)?shù)卣賳T說明了情況。")
    >>> repaired.text
    '本報訊市農業局發展產業，當地政府官員說明了情況。'
    >>> repaired.counts
    {'pinyin_gloss': 6, 'bare_entity': 1, 'byte_shift': 1}
    """
    edits = spelt_edits(text) if any(map(text.__contains__, "%=\\u")) and _SPELT.search(text) else []
    if not edits:
        return Repaired(text) if seen is not None and _undamaged(text, seen) else _diagnose(text)[1]
    read = apply_edits(text, edits)
    repaired = _diagnose(read)[1]
    return Repaired(repaired.text, tuple(compose(edits, repaired.edits, text, repaired.text)))


def _diagnose(text: str) -> tuple[Diagnosis, Repaired]:
    layers: list[_Layer] = []
    repaired = Repaired(text)
    while len(layers) < MOST_LAYERS and not _undamaged(repaired.text):
        layer, step = _examine(repaired.text)
        if not step.edits:
            break
        layers.append(layer)
        repaired = Repaired(step.text, tuple(compose(repaired.edits, step.edits, text, step.text)))
    return (Diagnosis(tuple(layers)), repaired) if layers else (CLEAN, repaired)


def _undamaged(text: str, seen: Characters | None = None) -> bool:
    """Return whether the text shows no sign that any rule goes by: all that an
    undamaged document costs.
    """
    if ("&" in text and ";" in text) or any(
        char in text and any(sign in text for sign in signs) for char, signs in _ASCII_SIGNS.items()
    ):
        return False
    if "#" in text and _BARE_NUMBER.search(text) is not None:
        return False
    if text.isascii():
        return True
    if "?" in text and SIGN.search(text) is not None:
        return False
    seen = seen or Characters.of(text)
    counts = census(seen)
    if any(counts[kind] for kind in _TELLING) or counts[Kind.LOST] + counts[Kind.PRIVATE] >= TELLING_LEAST:
        return False
    return counts[Kind.MISREAD] < 3 or not stand_close(seen, Kind.MISREAD, 3, 16)


_TELLING = (Kind.TONED, Kind.LATIN, Kind.FOREIGN, Kind.INVISIBLE, Kind.RADICAL, Kind.COMPATIBLE)


def _examine(text: str) -> tuple[_Layer, Repaired]:
    """Find what is to be undone now; each kind is looked for in what the ones before
    have left.
    """
    repaired = Repaired(text)
    escapes = find_escapes(text)
    if escapes:
        repaired = _follow(repaired, text, escapes.edits(text))
    codec = find_other_codec(repaired.text)
    if codec:
        repaired = _follow(repaired, text, codec.edits(repaired.text))
    mojibake = find_mojibake(repaired.text)
    if mojibake:
        repaired = _follow(repaired, text, mojibake.edits(repaired.text))
    elif not codec and (codec := find_other_codec(repaired.text, latin=True)):
        repaired = _follow(repaired, text, codec.edits(repaired.text))
    glosses = find_glosses(repaired.text)
    if glosses:
        repaired = _follow(repaired, text, glosses.edits(repaired.text))
    shifts = find_shifts(repaired.text, glosses.everywhere)
    if shifts:
        edits = shifts.edits(repaired.text)
        repaired = _follow(repaired, text, edits)
        if edits and glosses:
            repaired = _follow(repaired, text, glosses.edits(repaired.text))
        if not edits:
            shifts = NO_SHIFTS
    lookalikes = find_lookalikes(repaired.text)
    if lookalikes:
        repaired = _follow(repaired, text, lookalikes.edits(repaired.text))
    return _Layer(escapes, codec, mojibake, glosses, shifts, lookalikes), repaired


def _follow(repaired: Repaired, original: str, edits: list[Edit]) -> Repaired:
    if not edits:
        return repaired
    text = apply_edits(repaired.text, edits)
    return Repaired(text, tuple(compose(repaired.edits, edits, original, text)))
