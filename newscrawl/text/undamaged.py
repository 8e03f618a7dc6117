"""Characters of a page → whether none of them is a sign of damage, whatever the markup
around it: all the repair that most pages need.

The characters beyond ASCII are counted by kind (`census`). Signs in ASCII come from the
one pass over the source (`page_signs`); patterns are tried on the text only where a
sign alone proves nothing.
"""

import re

from newscrawl.late_patterns import late
from newscrawl.text.census import Kind, census, letters_in_a_row, stand_close
from newscrawl.text.characters import Characters
from newscrawl.text.page_signs import Sign, Signs, signs_of, telling

_REFERENCE = re.compile(
    r"&(?:#[0-9]{1,7};|#[xX][0-9a-fA-F]{1,6};|(?!amp;)[a-zA-Z][a-zA-Z0-9]{1,31};"
    r"|amp;(?:amp;)*(?:#|nbsp|[lr][sd]quo|[mn]dash|hellip|middot|quot))"
)
_SPELT = re.compile(Sign.SPELT)
_GLOSS_TWICE = late(r"[\u3400-\u9fff]\(([a-z]{1,6})\)\(\1\)")


def undamaged(seen: Characters, signs: Signs | None = None) -> bool:
    """Return whether nothing in a page is a sign of damage. `signs` are those in its
    source, where they are known.

    >>> [undamaged(Characters.of(text)) for text in ("福州（2020）?", "農(nóng)業(yè)", "市?/p>", "&amp;nbsp;")]
    [True, False, False, False]
    """
    if signs is None:
        signs = signs_of(seen.source)
    if Sign.ASKED in signs or Sign.EATEN in signs or Sign.BARE in signs:
        return False
    counts = census(seen)
    if counts[Kind.INVISIBLE] or counts[Kind.RADICAL] or counts[Kind.COMPATIBLE]:
        return False
    if counts[Kind.LATIN] + counts[Kind.TONED] + counts[Kind.FOREIGN] >= 2 and letters_in_a_row(seen):
        return False
    if counts[Kind.MISREAD] >= 3 and stand_close(seen, Kind.MISREAD, 3, 16):
        return False
    if Sign.GLOSS in signs and counts[Kind.TONED]:
        return False
    if Sign.GLOSS_TWICE in signs and _GLOSS_TWICE.search(seen.text) is not None:
        return False
    if Sign.REFERENCE in signs and any(map(telling, set(_REFERENCE.findall(seen.text)))):
        return False
    return Sign.SPELT not in signs or not _spelt(seen.text)


def _spelt(text: str) -> bool:
    """Return whether words are spelt as escapes outside of scripts, where that is
    nothing unusual.
    """
    at = 0
    while (found := _SPELT.search(text, at)) is not None:
        place = found.start()
        opening = text.rfind("<script", at, place)
        at = text.find("</script", place)
        if opening < 0 or at < 0 or text.rfind("</script", opening, place) > 0:
            return True
    return False
