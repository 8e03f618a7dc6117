"""The tables of a ledger, as the migrations that create them; the database stores how
many were applied.

Written in SQLite's SQL; `postgres.py` translates it to PostgreSQL's. A *stage* of a
walk is a row of the table `leg`; the closed walk that makes an entry known is the
column `ground`.

Ids and hashes of 16 hex digits are stored as signed 64-bit integers, times as whole
seconds (UTC), channels, words and paths as small numbers. Rows refer to an article by
`n`, its number in the order of listing: articles of a day are neighbours on disk, and
only one index, that of the ids, has entries in random places.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

FIRST = """
CREATE TABLE run (
    id INTEGER PRIMARY KEY,
    spider TEXT NOT NULL,
    arguments TEXT NOT NULL,
    started INTEGER NOT NULL,
    finished INTEGER,  -- NULL: under way, or dead
    exit_code INTEGER,
    summary TEXT
);

CREATE TABLE channel (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    site TEXT NOT NULL,
    reach TEXT,  -- the deepest `since` that a closed walk reached, '' for the last page, NULL for no walk yet
    idle INTEGER  -- its newest walk that listed nothing: such walks are not kept, but for the last
);

CREATE TABLE word (  -- reasons, relations, results of fetches, paths of record files
    id INTEGER PRIMARY KEY,
    text TEXT NOT NULL UNIQUE
);

CREATE TABLE article (
    n INTEGER PRIMARY KEY,
    id INTEGER NOT NULL UNIQUE,
    url TEXT NOT NULL,
    channel INTEGER NOT NULL,  -- the one that last had it taken up
    outcome INTEGER NOT NULL DEFAULT 0,  -- pending, exported, duplicate, rejected, failed
    attempts INTEGER NOT NULL DEFAULT 0,
    next_try INTEGER,
    reason INTEGER,
    of INTEGER,
    relation INTEGER,
    content_hash INTEGER,
    published INTEGER,
    revision INTEGER,
    reader_version INTEGER
);
CREATE INDEX article_pending ON article (channel) WHERE outcome = 0;
CREATE INDEX article_copies ON article (of) WHERE of IS NOT NULL;
CREATE INDEX article_published ON article (channel, published) WHERE outcome = 1 AND published IS NOT NULL;

CREATE TABLE listing (
    channel INTEGER NOT NULL,
    article INTEGER NOT NULL,
    leg INTEGER NOT NULL,  -- the leg that last needed it
    ground INTEGER,  -- a closed walk that it stood on before
    title TEXT,
    date TEXT,
    pinned INTEGER NOT NULL,
    PRIMARY KEY (channel, article)
) WITHOUT ROWID;

CREATE TABLE walk (
    id INTEGER PRIMARY KEY,
    channel INTEGER NOT NULL,
    incremental INTEGER NOT NULL,
    since TEXT,
    until TEXT,
    max_pages INTEGER,
    cursor TEXT NOT NULL DEFAULT '{}',
    "end" TEXT,  -- NULL: under way or interrupted; superseded: a later walk made it needless
    reason TEXT,
    finished INTEGER,
    ground_since TEXT,
    ground_max_pages INTEGER
);
CREATE INDEX walk_interrupted ON walk (channel) WHERE "end" IS NULL;

CREATE TABLE leg (  -- the part of a walk that one run walked without a jump over pages it has not read
    id INTEGER PRIMARY KEY,
    walk INTEGER NOT NULL,
    run INTEGER NOT NULL,
    joined INTEGER NOT NULL,
    used INTEGER NOT NULL DEFAULT 0  -- whether a listing row ever referred to it
);
CREATE INDEX leg_of_walk ON leg (walk, run);

CREATE TABLE taken (  -- the rows of a run: those it listed first or took up
    run INTEGER NOT NULL,
    article INTEGER NOT NULL,
    channel INTEGER NOT NULL,  -- for which
    PRIMARY KEY (run, article)
) WITHOUT ROWID;

CREATE TABLE attempt (
    article INTEGER NOT NULL,
    number INTEGER NOT NULL,
    run INTEGER NOT NULL,
    at INTEGER NOT NULL,
    status INTEGER,
    result INTEGER NOT NULL,
    PRIMARY KEY (article, number)
) WITHOUT ROWID;

CREATE TABLE alias (
    url INTEGER NOT NULL,  -- id of the normalised URL
    rank INTEGER NOT NULL,  -- 0 owns it
    article INTEGER NOT NULL,
    PRIMARY KEY (url, rank)
) WITHOUT ROWID;

CREATE TABLE claim (  -- whose a text is
    content_hash INTEGER PRIMARY KEY,
    article INTEGER NOT NULL,
    run INTEGER,  -- NULL once the article is exported
    politeness INTEGER
);
CREATE INDEX claim_open ON claim (run) WHERE run IS NOT NULL;

CREATE TABLE line (
    file INTEGER NOT NULL,
    "offset" INTEGER NOT NULL,
    length INTEGER NOT NULL,
    article INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    sha256 BLOB NOT NULL,
    PRIMARY KEY (file, "offset")
) WITHOUT ROWID;
CREATE INDEX line_of_article ON line (article, revision);

CREATE TABLE feed (
    path TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    length INTEGER NOT NULL,
    open INTEGER NOT NULL,
    run INTEGER
) WITHOUT ROWID;

CREATE TABLE politeness (
    key TEXT PRIMARY KEY,
    until INTEGER NOT NULL,
    strikes INTEGER NOT NULL
) WITHOUT ROWID;
"""

HISTORY = """
CREATE TABLE seen (  -- what a run saw of a channel, where it saw anything new
    run INTEGER NOT NULL,
    channel INTEGER NOT NULL,
    figures TEXT NOT NULL,  -- JSON
    PRIMARY KEY (run, channel)
) WITHOUT ROWID;
CREATE INDEX seen_of_channel ON seen (channel, run);
CREATE INDEX run_started ON run (started);

CREATE TABLE alarm (
    run INTEGER NOT NULL,
    channel INTEGER NOT NULL,
    number INTEGER NOT NULL,
    name TEXT NOT NULL,
    evidence TEXT NOT NULL,
    PRIMARY KEY (run, channel, number)
) WITHOUT ROWID;
"""

PAPERS = """
ALTER TABLE listing ADD COLUMN page TEXT;
ALTER TABLE listing ADD COLUMN page_name TEXT;

CREATE TABLE issue (  -- days of newspapers
    channel INTEGER NOT NULL,
    day TEXT NOT NULL,
    outcome TEXT NOT NULL,  -- complete, missing, broken
    reason TEXT,
    looked INTEGER NOT NULL,
    looks INTEGER NOT NULL,
    pages INTEGER NOT NULL,
    entries INTEGER NOT NULL,
    run INTEGER NOT NULL,  -- the last that looked
    PRIMARY KEY (channel, day)
) WITHOUT ROWID;
"""

EVIDENCE = """
ALTER TABLE channel ADD COLUMN pages INTEGER;  -- of the deepest walk; NULL: none yet
ALTER TABLE walk ADD COLUMN broken_reason TEXT;  -- why the last run of it stopped short
ALTER TABLE walk ADD COLUMN broken_at TEXT;  -- at which page
ALTER TABLE walk ADD COLUMN broken_since INTEGER;  -- since when runs stop there, for this reason
ALTER TABLE walk ADD COLUMN breaks INTEGER;  -- how many in a row did
ALTER TABLE walk ADD COLUMN failing_since INTEGER;  -- since when runs of it stop short, for whatever reason
CREATE INDEX walk_of_channel ON walk (channel);
ALTER TABLE listing ADD COLUMN shown INTEGER;  -- when a listing last showed it
ALTER TABLE article ADD COLUMN failing_since INTEGER;  -- the first of the failures that leave it pending
"""

BY_DAY = """
SELECT l.channel AS channel,
       CASE WHEN a.published IS NULL THEN -1 ELSE (a.published + 62135625600) / 86400 END AS published,
       CASE WHEN a.published IS NULL THEN coalesce(substr(l.date, 1, 10), '') ELSE '' END AS shown,
       sum(CASE WHEN a.outcome = 0 THEN 1 ELSE 0 END) AS pending,
       sum(CASE WHEN a.outcome = 1 THEN 1 ELSE 0 END) AS exported,
       sum(CASE WHEN a.outcome = 2 THEN 1 ELSE 0 END) AS duplicate,
       sum(CASE WHEN a.outcome = 3 THEN 1 ELSE 0 END) AS rejected,
       sum(CASE WHEN a.outcome = 4 THEN 1 ELSE 0 END) AS failed
FROM listing l JOIN article a ON a.n = l.article GROUP BY 1, 2, 3
"""
"""What `day_count` has to hold. 62,135,625,600 seconds lie between the year 1 and 1970
in China's time: numbers of days from there are never negative, so that `/` rounds
down."""
BY_OUTCOME = """
SELECT l.channel AS channel, a.outcome AS outcome, coalesce(a.reason, 0) AS reason,
       coalesce(a.relation, 0) AS relation, count(*) AS articles
FROM listing l JOIN article a ON a.n = l.article GROUP BY 1, 2, 3, 4
UNION ALL
SELECT 0, outcome, coalesce(reason, 0), coalesce(relation, 0), count(*) FROM article GROUP BY 2, 3, 4
"""
"""What `outcome_count` has to hold."""
COUNTED = f"INSERT INTO day_count {BY_DAY};\nINSERT INTO outcome_count {BY_OUTCOME};\n"

COUNTS = f"""
CREATE TABLE day_count (  -- the articles that a channel listed, by day and outcome; `sql_counts` keeps it
    channel INTEGER NOT NULL,
    published INTEGER NOT NULL,  -- the day in China, counted from the year 1; -1: the page has no time
    shown TEXT NOT NULL,  -- the date of the listing, where the page has no time
    pending INTEGER NOT NULL,
    exported INTEGER NOT NULL,
    duplicate INTEGER NOT NULL,
    rejected INTEGER NOT NULL,
    failed INTEGER NOT NULL,
    PRIMARY KEY (channel, published, shown)
) WITHOUT ROWID;

CREATE TABLE outcome_count (  -- the same by reason, without days
    channel INTEGER NOT NULL,  -- 0: all articles, each once
    outcome INTEGER NOT NULL,
    reason INTEGER NOT NULL,  -- 0: none
    relation INTEGER NOT NULL,  -- 0: none
    articles INTEGER NOT NULL,
    PRIMARY KEY (channel, outcome, reason, relation)
) WITHOUT ROWID;

CREATE INDEX listing_of_article ON listing (article, channel);
CREATE INDEX article_outcome ON article (outcome, reason, relation);
{COUNTED}"""

MIGRATIONS = (FIRST, HISTORY, PAPERS, EVIDENCE, COUNTS)
"""Each brings a ledger one version further; never edited once released, only added
to. A column that is added has no default: `as_newest` shows it as NULL.
"""


@cache
def _typed(version: int) -> dict[str, dict[str, str]]:
    made: dict[str, dict[str, str]] = {}
    for script in MIGRATIONS[:version]:
        for name, body in re.findall(r"CREATE TABLE (\w+) \((.*?)\n\)", script, re.DOTALL):
            made[name] = dict(re.findall(r'^    ("?[a-z_0-9]+"?) (INTEGER|TEXT|BLOB)', body, re.MULTILINE))
        for name, column, kind in re.findall(
            r'ALTER TABLE (\w+) ADD COLUMN ("?[a-z_0-9]+"?) (INTEGER|TEXT|BLOB)', script
        ):
            made[name][column] = kind
    return made


@cache
def tables() -> dict[str, tuple[str, ...]]:
    """Return the tables in the order of creation, with their columns as statements
    write them.

    >>> tables()["line"]
    ('file', '"offset"', 'length', 'article', 'revision', 'sha256')
    """
    return {name: tuple(columns) for name, columns in _typed(len(MIGRATIONS)).items()}


def columns(table: str) -> tuple[str, ...]:
    """Return the columns of a table."""
    return tables()[table]


def as_newest(version: int, schema: str) -> Iterator[str]:
    """Yield temporary views under which a ledger of a former version has every table
    and column of the newest.

    Statements find a temporary view before the table of its name in `schema`, so they
    need not know of versions. What the former version did not have is NULL there, as it
    is after a migration.

    >>> next(as_newest(2, "main"))
    'CREATE TEMP VIEW channel AS SELECT id, name, site, reach, idle, CAST(NULL AS INTEGER) AS pages FROM main.channel'
    """
    former = _typed(version)
    for table, newest in _typed(len(MIGRATIONS)).items():
        had = former.get(table, {})
        if tuple(had) != tuple(newest):
            shown = (name if name in had else f"CAST(NULL AS {kind}) AS {name}" for name, kind in newest.items())
            source = f"FROM {schema}.{table}" if had else "WHERE 1 = 0"
            yield f"CREATE TEMP VIEW {table} AS SELECT {', '.join(shown)} {source}"
