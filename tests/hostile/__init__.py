"""A hostile web, generated: sites whose every answer may be wrong for a while, crawls
at simulated times, and a judge.

    web = Web(seed, until)                           # what is published when: stories, wording, web, pages
    troubles = deal(seed, web, begin, end)           # what hits it: troubles, refusals, wire, answers
    history = live(Crawler, tmp, web, troubles, Plan(days=20, healthy=7))    # serving, running, history
    history.verdict.silent                           # judging: losses of which nobody hears

All but `serving`, `running`, `plain` and `history` is pure: the same seed gives the
same bytes at the same simulated time. No clock is read; runs get theirs by
`NEWSCRAWL_NOW`. `benchmarks/hostile_web.py` prints the figures, `test_hostile_web.py`
looks for small histories that lose something.
"""
