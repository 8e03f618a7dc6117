"""The catalog: sites, their channels and rules as data, one TOML file a site; adding a
site touches no Python.

`load` opens the shipped files and a user's own folders, `select` finds the channels
that a user names. The modules: `schema.py`, `site_parts.py` and `reading_rules.py`
define what a file may hold, `api_rule.py` paths into JSON, `request_rule.py` and
`list_pages.py` how lists and texts are asked for; `files.py` reads it, `rule.py`,
`patterns.py`, `json_paths.py` and `templates.py` run what it says, `families.py`
recognises the family of a page, `problems.py` words the faults of a file; `papers.py`,
`eras.py`, `paper_tables.py` and `paper_files.py` are the same for newspapers.
The data lie in `sites/<province>/<site>.toml`,
`newspapers/<province>.toml` and `families/<cms>.toml`.
"""

from typing import TYPE_CHECKING, Any

from newscrawl.catalog.files import Catalog, load
from newscrawl.catalog.problems import CatalogError
from newscrawl.catalog.schema import Channel, Family, Layout, ListingRule, Site
from newscrawl.catalog.selection import Selected, select, select_papers

if TYPE_CHECKING:
    from newscrawl.catalog.papers import Edition, Paper, PaperSelected

__all__ = [
    "Catalog",
    "CatalogError",
    "Channel",
    "Edition",
    "Family",
    "Layout",
    "ListingRule",
    "Paper",
    "PaperSelected",
    "Selected",
    "Site",
    "load",
    "select",
    "select_papers",
]


def __getattr__(name: str) -> Any:
    """Import the models of newspapers when they are asked for."""
    if name not in ("Edition", "Paper", "PaperSelected"):
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from newscrawl.catalog import papers

    return getattr(papers, name)
