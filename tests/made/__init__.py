"""Pages put together by chance out of parts: articles, lists and pages without a text,
each with the truth a person would find on it.

    for case in KINDS["articles"](Random(1), 100):
        case.name                       # the parts it is made of
        case.faults("page")             # what is read otherwise: (field, found, wanted)
        case.faults("wrapped")          # the same page as text without markup

The parts are tables of formats, and a part states what it shows: `{editor}` in an info
line makes an editor part of the truth. All texts are our own (`tests/simsite/prose`);
the forms are those of content systems, portals, offices and schools.

- `stories`: headlines, paragraphs, people and outlets by chance.
- `short_texts`: texts that are lists of names, prices or verses.
- `boxes`: menus, boxes of other stories, notices and footers around a text.
- `text_parts`: what stands above, in and below a text. `articles` joins them.
- `templates`: whole article templates of content systems.
- `lists`, `pagers`: the forms of listings, of their addresses, dates and next pages.
- `charsets`: one page in the charsets that sites declare, rightly and wrongly.
- `refusals`: what servers send in an article's place.
- `as_text`: a page as archives of text hold it. `truths`: what is compared.

A site that is crawled is `tests/simsite`; here no page knows of another.
`benchmarks/made_pages.py` prints how many are read right.
"""

from .kinds import KINDS
from .truths import Case

__all__ = ["KINDS", "Case"]
