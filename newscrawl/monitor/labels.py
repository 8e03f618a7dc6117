"""The words of the coverage report, in Chinese and English: data and two formatters."""

from __future__ import annotations

from markupsafe import Markup

LABELS: dict[str, tuple[str, str]] = {
    "title": ("归档覆盖报告", "Coverage report"),
    "made": ("生成于 {when}", "made {when}"),
    "range": ("{first} 至 {last}", "{first} to {last}"),
    "articles": ("文章", "articles"),
    "articles_n": ("{n} 篇", "{n} articles"),
    "channels": ("栏目", "channels"),
    "channel": ("栏目", "channel"),
    "site": ("网站", "site"),
    "all_sites": ("全部网站", "all sites"),
    "gaps": ("缺口", "gaps"),
    "gap": ("缺口", "gap"),
    "gap_of": ("缺口：{first} 至 {last}，{n} 天没有文章", "Gap: {first} to {last}, {n} days without articles"),
    "gap_why": (
        "该栏目通常每个有稿日约 {usual} 篇，停这么久并不寻常。补抓：",
        "On a usual day the channel has about {usual} articles; so long a silence is unlikely. To fetch them:",
    ),
    "no_gaps": ("没有缺口。", "No gaps."),
    "calendar": ("每日文章", "Articles a day"),
    "attention": ("需要注意", "Needs attention"),
    "nothing": ("没有需要注意的。", "Nothing needs attention."),
    "no_channels": ("还没有抓取过栏目。", "No channel was crawled yet."),
    "nothing_listed": ("还没有列出文章。", "No article was listed yet."),
    "balance": ("账目平衡", "Balance of the ledger"),
    "balance_why": (
        "列出 = 已归档 + 重复 + 剔除 + 失败 + 待抓，全部时间。",
        "listed = exported + duplicate + rejected + failed + pending, of all times.",
    ),
    "all_articles": ("全部文章", "all articles"),
    "listed": ("列出", "listed"),
    "exported": ("已归档", "exported"),
    "duplicate": ("重复", "duplicate"),
    "rejected": ("剔除", "rejected"),
    "failed": ("失败", "failed"),
    "pending": ("待抓", "pending"),
    "lost": ("失败或待抓", "failed or pending"),
    "news": ("有稿", "news"),
    "quiet": ("无稿（平常）", "none, as usual"),
    "unseen": ("尚未查看", "not looked at since"),
    "less": ("少", "less"),
    "more": ("多", "more"),
    "state": ("状态", "state"),
    "live": ("正常", "live"),
    "dead": ("停更", "dead"),
    "broken": ("抓取中断", "broken"),
    "unwatched": ("久未查看", "not watched"),
    "empty": ("无文章", "no articles"),
    "depth": ("深度不明", "depth unknown"),
    "since": ("自 {day}", "since {day}"),
    "newest": ("最新", "newest"),
    "month": ("月份", "month"),
    "undated": ("{n} 篇没有日期，不在日历中。", "{n} articles have no date and are in no calendar."),
    "reasons": ("原因", "reasons"),
    "reason": ("原因", "reason"),
    "copies": ("重复与转载", "Duplicates, and who reprints whom"),
    "copy_in": ("重复稿所在", "copy in"),
    "copy_of": ("重复自", "of"),
    "how": ("关系", "relation"),
    "count": ("篇数", "count"),
    "no_copies": ("没有重复稿。", "No duplicates."),
    "fills": ("字段填充率（按抓取月份）", "Fields filled, by month of fetching"),
    "alarms": ("最近警报", "Latest alarms"),
    "alarm": ("警报", "alarm"),
    "evidence": ("证据与对策", "evidence, and what to do"),
    "no_alarms": ("没有警报。", "No alarms."),
    "runs": ("最近运行", "Latest runs"),
    "run": ("运行", "run"),
    "started": ("开始", "started"),
    "exit": ("退出码", "exit"),
    "unfinished": ("未结束", "not ended"),
    "asked": ("参数", "arguments"),
    "no_runs": ("还没有运行。", "No runs yet."),
    "day_list": ("{day} 的文章", "Articles of {day}"),
    "more_than": ("另有 {n} 篇，用命令查看：", "{n} more; to see them:"),
    "to_see": ("查看命令：", "To see them:"),
    "lists_since": (
        "逐篇列表自 {day} 起；更早的日子点到月份。",
        "Lists of articles begin on {day}; older days lead to their month.",
    ),
    "language": ("English", "中文"),
    "back": ("返回总览", "overview"),
    "untitled": ("（无标题）", "(no title)"),
}
"""Words by key, Chinese and English."""


def label(key: str, **values: object) -> Markup:
    """Return a label in both languages as HTML; the page shows one. Values are escaped.

    >>> print(label("since", day="2020-03-02"))
    <span lang="zh">自 2020-03-02</span><span lang="en">since 2020-03-02</span>
    """
    chinese, english = (Markup(text).format(**values) for text in LABELS[key])
    return Markup('<span lang="zh">{}</span><span lang="en">{}</span>').format(chinese, english)


def plain(key: str, **values: object) -> str:
    """Return a label in both languages as text, for places without markup.

    >>> plain("gap")
    '缺口 gap'
    """
    return " ".join(text.format(**values) for text in LABELS[key])
