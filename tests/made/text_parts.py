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
    "<p style='text-align:center'>编辑：{editor} &nbsp;&nbsp;来源：{source} &nbsp;&nbsp;时间：{day} &nbsp;&nbsp;访问次数 : <script src=/h.js></script></p>",
    "<div><span>添加时间：{day}  作者：{author}  来源：{source}  点击：231</span><em><img src=/i.jpg>收藏 <img src=/j.jpg>打印</em></div>",
    "<div><span>发布时间：</span><span>{day}</span><span>| 来源：</span><span>{source}</span><span>| 责任编辑：</span><span>{editor}</span></div>",
    "<div class=news-info>{source} | {day} 09:20:11 | 作者：{author} | 责编：{editor}<a class=lis>听新闻</a></div>",
    "<div class=art-info><span>{day} 09:20</span><span>{source}</span><span>作者 {author}</span><span>责任编辑 {editor}</span></div>",
    "<p><b>{author}</b></p><p>{source} {day} 09:20</p><p><a>关注</a> <a>收藏</a> <a>评论 12</a></p>",
    "<div>（{source}，{day}）</div>",
    "<div>发布单位：{source}　发布日期：{day}　【字号：大 中 小】　【打印此页】　【关闭窗口】</div>",
    "<div>[{day}] [来源：{source}] [作者：{author} {second}]</div>",
    "<div class=info>稿源：{source} &nbsp; 记者：{author} &nbsp; 通讯员：{second} &nbsp; 编辑：{editor} &nbsp; {day}</div>",
    "<dl><dt>来源</dt><dd>{source}</dd><dt>时间</dt><dd>{day}</dd><dt>作者</dt><dd>{author}</dd></dl>",
    "<div><em>{day}</em><em>阅读：1.3万</em></div><div>来源：{source}</div><div>记者：{author}　摄影：{photographer}</div>",
    "<p class=sub>发表时间：{day}　　来源：{source}　　文/{author}　图/{photographer}</p>",
)
OPENINGS = (
    "{text}",
    "本报讯（记者 {author} 通讯员 {second}）{text}",
    "新华社福州{short_day}电（记者{author}）{text}",
    "东南网{short_day}讯（本网记者 {author}）{text}",
    "【福州晚报记者 {author}】{text}",
    "（福州晚报记者{author} {second}）{text}",
    "中新网福州{short_day}电 ({author} {second}){text}",
    "台海网{short_day}讯 (记者 {author}){text}",
    "本报讯 记者{author}、通讯员{second}报道：{text}",
    "【海峡网讯】（记者 {author}）{text}",
    "央广网福州{short_day}消息（记者{author} 通讯员{second}）{text}",
    "人民网福州{short_day}电 （{author}、{second}）{text}",
    "福州新闻网{short_day}讯（福州晚报记者 {author} 实习生 {second}）{text}",
    "□本报记者 {author}　{text}",
    "福州晚报讯（记者 {author} 文/图）{text}",
)
LINES_ABOVE = (
    "",
    "N海都记者 {author} 通讯员 {second}",
    "■ 本报记者 {author}",
    "□{author} {second}",
    "福州晚报记者 {author} 通讯员 {second} 文/摄",
    "文/本报记者 {author}　图/{photographer}",
    "本报记者　{author}　{second}",
    "作者 | {author}　编辑 | {editor}",
    "记者/{author} 摄影/{photographer}",
)
"""Lines of their own in front of the first paragraph, no part of the text."""
BETWEEN = (
    "",
    "<div class=ad>广告</div>",
    "<p class=ad><a href='http://ad.example/1'>点击查看：福州新盘一季度成交排行榜单</a></p>",
    "<div class=inrel><strong>相关阅读：</strong><a href=/r/9.htm>文旅融合打造古城夜游新名片</a></div>",
    "<div class=video><video src=/v.mp4></video><p>您的浏览器不支持HTML5视频播放</p></div>",
    "<p style='text-align:center'><img src=/p/9.jpg alt=现场></p>",
    "<p style='text-align:center'><img src=/p/8.jpg></p><p style='text-align:center;font-size:12px'>▲活动现场。（{photographer} 摄）</p>",
    "<p class=more-tj>【延伸阅读】<a href=/r/8.htm>文旅融合打造古城夜游新名片</a></p>",
    "<div class=listen><a>点击播报本文</a>，约 <span>3</span>分钟</div>",
    "<p><span style='color:#c00'><strong>{subhead}</strong></span></p>",
    "<h3>{subhead}</h3>",
    "<figure><img src=/p/7.jpg><figcaption>活动现场。记者 {photographer} 摄</figcaption></figure>",
    "<blockquote><p>{quote}</p></blockquote>",
    "<p><strong>{subhead}</strong></p>",
    "<p align=center><img src=/p/1.jpg></p><p align=center>图为活动现场。{photographer} 摄</p>",
)
ENDS = (
    "",
    "<p>（责任编辑：{editor}）</p>",
    "<p style='text-align:right'>（记者 {author}）</p>",
    "<div class=ed>[责任编辑：{editor}] [打印] [关闭]</div>",
    "<p>编辑：{editor}　责编：{other_editor}</p>",
    "<p>责任编辑：【{editor}】</p>",
    "<p>责任编辑：{editor}_NN2587</p>",
    "<p>（本报记者 {author} 通讯员 {second}）</p>",
    "<p>作者：{author}</p><p>编辑：{editor}</p><p>审核：黄海燕</p>",
    "<p>来源：{source}</p><p>作者：{author}</p><p>责任编辑：{editor}</p>",
    "<p>文字：{author}　摄影：{photographer}　编辑：{editor}</p>",
    "<p>—END—</p><p>编辑 / {editor}　审校 / 黄海燕</p>",
    "<p>(编辑:{editor})返回搜狐，查看更多</p>",
    "<p style='text-align:right'>（{author} {second} 文/图）</p>",
    "<p style='text-align:right'>□{author}</p>",
    "<p>值班编辑：{editor}</p><p>原标题：《首届海峡青年音乐周启幕》</p>",
    "<p>一审：{editor}　二审：{other_editor}</p>",
    "<p>（完）</p>",
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
