"""What stands above, in and below a text, as formats: `{day}`, `{source}`, `{author}`,
`{second}` (another writer), `{editor}` and `{other_editor}`.

A page states what the formats on it name, and nothing more.
"""

from __future__ import annotations

from dataclasses import dataclass

DAYS = (
    "{0:%Y-%m-%d}",
    "{0:%Y年%m月%d日}",
    "{0.year}/{0.month}/{0.day}",
    "{0:%Y.%m.%d}",
    "{0.year}年{0.month}月{0.day}日",
)
HEADINGS = (
    "<h1>{}</h1>",
    "<div class=title>{}</div>",
    "<h2 style='text-align:center'>{}</h2>",
    "<p align=center><font size=5><b>{}</b></font></p>",
)
TITLES = ("{}", "{}-闽东新闻网", "{}_要闻_连江县人民政府", "连江县人民政府")
INFO = (
    "<div class=info><span>{day} 09:20</span> <span>来源：{source}</span> <span>编辑：{editor}</span></div>",
    "<p class=time>发布时间：{day}　信息来源：{source}　浏览次数：<script>hits()</script>126次　字体：[<a>大</a> <a>中</a> <a>小</a>]</p>",
    "<div>{day} 来源：{source} 作者：{author}</div>",
    "<div class=meta><i>{source}</i><i>{day} 09:20:33</i></div>",
    "<div>时间：{day}&nbsp;&nbsp;作者：{author}&nbsp;&nbsp;来源：{source}&nbsp;&nbsp;点击：<span id=h></span></div>",
    "<table width=100%><tr><td align=center>{day}　　{source}　　记者 {author}</td></tr></table>",
    "<div class=bar>{day}</div>",
    "<div class=info>{day} 来源：{source}</div>",
)
OPENINGS = (
    "{text}",
    "本报讯（记者 {author} 通讯员 {second}）{text}",
    "新华社福州{short_day}电（记者{author}）{text}",
    "东南网{short_day}讯（本网记者 {author}）{text}",
    "【福州晚报记者 {author}】{text}",
    "（福州晚报记者{author} {second}）{text}",
)
LINES_ABOVE = ("", "N海都记者 {author} 通讯员 {second}")
"""Lines of their own in front of the first paragraph, no part of the text."""
BETWEEN = (
    "",
    "<div class=ad>广告</div>",
    "<p class=ad><a href='http://ad.example/1'>点击查看：福州新盘一季度成交排行榜单</a></p>",
    "<div class=inrel><strong>相关阅读：</strong><a href=/r/9.htm>文旅融合打造古城夜游新名片</a></div>",
    "<div class=video><video src=/v.mp4></video><p>您的浏览器不支持HTML5视频播放</p></div>",
    "<p style='text-align:center'><img src=/p/9.jpg alt=现场></p>",
    "<blockquote><p>{quote}</p></blockquote>",
    "<p><strong>{subhead}</strong></p>",
    "<p align=center><img src=/p/1.jpg></p><p align=center>图为活动现场。{photographer} 摄</p>",
)
ENDS = (
    "",
    "<p>（责任编辑：{editor}）</p>",
    "<p style='text-align:right'>（记者 {author}）</p>",
    "<div class=ed>[责任编辑：{editor}] [打印] [关闭]</div>",
)


@dataclass(frozen=True, slots=True)
class Paragraphs:
    """How a text is written down."""

    name: str
    paragraph: str
    between: str = ""
    around: str = "{}"

    def write(self, texts: tuple[str, ...]) -> str:
        """Return the markup of some paragraphs."""
        return self.around.format(self.between.join(self.paragraph.format(text) for text in texts))


STYLES = (
    Paragraphs("p", "<p>　　{}</p>"),
    Paragraphs(
        "word",
        "<p class=MsoNormal style='text-indent:2em'><span style='font-family:仿宋'><font size=3>{}</font></span></p>",
    ),
    Paragraphs("br", "&nbsp;&nbsp;&nbsp;&nbsp;{}", "<br/>", "{}<br/>"),
    Paragraphs("two breaks", "　　{}", "<br><br>", "{}<br><br>"),
    Paragraphs("div", "<div>{}</div><div><br></div>"),
    Paragraphs(
        "section",
        "<section style='margin:0'><section><p style='line-height:2em'><span style='font-size:15px'>{}</span></p></section></section>",
    ),
    Paragraphs("rows", "<tr><td>{}</td></tr>", "", "<table>{}</table>"),
    Paragraphs("empty between", "<p>{}</p><p>&nbsp;</p>"),
)
