"""Formats of boxes → markup: what stands around a text, with other stories in it.

A box is a format; `{items}` in it is filled with its item once for each other story:
`{n}` its number, `{title}`, `{summary}`, `{day}` (05-12).
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from tests.simsite.vocabulary import words

from .stories import headlines, some_day, summary


@dataclass(frozen=True, slots=True)
class Box:
    """A part of a page that is not its text."""

    frame: str
    item: str = ""
    count: int = 0
    words: bool = False
    """Whether the items are the names of sections, not headlines."""

    def write(self, random: Random) -> str:
        """Return the box filled with other stories, or with sections."""
        if self.words:
            titles = list(words("sections")[:1]) + random.sample(words("sections")[1:], self.count - 1)
        else:
            titles = headlines(random, self.count)
        items = (
            self.item.format(
                n=number,
                title=title,
                summary=summary(random) if "{summary}" in self.item else "",
                day=f"{some_day(random):%m-%d}",
            )
            for number, title in enumerate(titles, 1)
        )
        return self.frame.replace("{items}", "".join(items))


_LINK = "<li><a href=/r/{n}.htm>{title}</a></li>"
_DATED = "<li><a href=/r/{n}.htm>{title}</a><span>{day}</span></li>"
_SECTION = "<a href=/c{n}/>{title}</a>"

MENUS = (
    Box("<div class=nav>{items}</div>", _SECTION, 5, words=True),
    Box("<ul>{items}</ul>", "<li><a href=/c{n}/>{title}</a></li>", 13, words=True),
    Box(
        "<div>今天是2023年6月1日 星期四 欢迎您访问本网站！</div><div><a href=/>网站首页</a> | <a href=/x>学校概况</a> | <a href=/y>机构设置</a>"
        " | <a href=/z>教育教学</a></div><div>当前位置：<a href=/>首页</a> > <a href=/n>校园新闻</a> > 正文</div>"
    ),
    Box(
        "<div class=top><a href=/login>登录</a><a href=/reg>注册</a><form><input placeholder=请输入关键字><button>搜索</button></form></div>"
        "<div class=crumb>您的位置：<a href=/>首页</a>&gt;<a href=/fz>福州</a>&gt;正文</div>"
    ),
)
PORTAL_MENU = Box(
    "<div class=top><span>欢迎来到闽东新闻网</span><a href=/login>登录</a><a href=/reg>注册</a><a href=/vip>会员中心</a></div>"
    "<div class=nav>{items}</div>",
    "<ul><li><a href=/c{n}/>{title}</a></li></ul>",
    60,
    words=True,
)
ABOVE = (
    Box(
        "<div class=tq>福州 今天 多云转晴 22℃~31℃ 东南风3级 空气质量 良 <select><option>北京</option><option>厦门</option></select></div>"
    ),
    Box("<div class=gp>上证指数 3272.36 +0.45% 深证成指 11091.36 +0.32% 恒生指数 19627.24 -0.59%</div>"),
    Box("<div class=hw>热搜：<a>高考</a><a>房价</a><a>天气</a><a>航班</a><a>世界杯</a></div>"),
    Box(
        "<table class=cal><tr>"
        + "".join(f"<td>{day}</td>" for day in "日一二三四五六")
        + "</tr><tr>"
        + "".join(f"<td><a href=/d/{day}>{day}</a></td>" for day in range(1, 29))
        + "</tr></table>"
    ),
    Box("<div class=box><h3>推荐阅读</h3><ul>{items}</ul></div>", _LINK, 8),
    Box("<div class=box><h3>滚动新闻</h3><ul>{items}</ul></div>", _DATED, 6),
    Box("<div class=pl><h3>图片新闻</h3>{items}</div>", "<a href=/p/{n}><img src=/p.jpg><span>{title}</span></a>", 4),
)
SIDES = (
    Box(""),
    Box("<div class=side><h3>推荐阅读</h3><ul>{items}</ul></div>", _LINK, 4),
    Box(
        "<div class=hot><h3>热点排行</h3><ol>{items}</ol></div>",
        "<li><a href=/r/{n}.htm>{title}</a><p>{summary}</p></li>",
        2,
    ),
)
AROUND = (  # above or below a text, in its element or behind it
    Box(
        "<div class=comments><h3>最新评论</h3><div class=c><b>闽江水</b><span>2023-05-11 10:01</span><p>支持！希望早点落实，老百姓盼了很多年了。</p>"
        "<a>回复</a><a>赞(3)</a></div><div class=c><b>网友8823</b><span>2023-05-12 10:02</span><p>政策是好政策，关键还是要看执行，希望有关部门加强"
        "监督。</p><a>回复</a><a>赞(1)</a></div></div>"
    ),
    Box(
        "<div class=author><img src=/a.jpg><h4>作者简介</h4><p>长期关注民生与城市建设领域，作品多次获省级新闻奖，欢迎提供线索。</p></div>"
    ),
    Box("<div class=app><p>打开闽东新闻客户端，阅读体验更佳</p><a>立即打开</a></div>"),
    Box(
        "<div class=rel><h3>相关新闻</h3><ul>{items}</ul></div>",
        "<li><span>2023-{day}</span><a href=/r/{n}.htm>{title}</a></li>",
        3,
    ),
    Box("<div class=pn>{items}</div>", "<p>下一篇：<a href=/{n}.htm>{title}</a></p>", 1),
    Box("<div class=page>上一篇：<a href=/x/1.htm>{items}</a><br>下一篇：没有了</div>", "{title}", 1),
    Box(
        "<div class=cards>{items}</div>",
        "<div class=card><a href=/k/{n}><img src=/k.jpg></a><h5><a href=/k/{n}>{title}</a></h5><p>{summary}</p>"
        "<span>闽东新闻网 {day}</span></div>",
        2,
    ),
    Box(
        "<div class=disc><p>版权声明：凡本网注明“来源：闽东新闻网”的所有作品，均为本网合法拥有版权或有权使用的作品，未经本网授权不得转载、摘编或利用其它方式使用"
        "上述作品。</p><p>凡本网注明“来源：XXX（非闽东新闻网）”的作品，均转载自其它媒体，转载目的在于传递更多信息，并不代表本网赞同其观点和对其真实性负责。</p></div>"
    ),
    Box(
        "<div class=hotline><p>新闻热线：0591-87654321　投稿邮箱：tougao@example.com</p><p>微信公众号：闽东发布（长按识别二维码关注）</p></div>"
    ),
    Box(
        "<div class=sub><h4>订阅我们的每日新闻</h4><p>输入您的电子邮箱，我们会在每天早上把重要新闻发送给您。</p><input><button>订阅</button></div>"
    ),
    Box("<div class=float><a href=#>返回顶部</a><a>意见反馈</a><a>无障碍</a><a>关怀版</a></div>"),
    Box(
        "<div class=mood><h4>看完这篇文章您的感受是</h4><ul><li>高兴 12</li><li>感动 3</li><li>难过 0</li><li>愤怒 1</li></ul></div>"
    ),
    Box("<div class=share>分享到：<a>微信</a><a>微博</a><a>QQ空间</a></div><div class=qr>扫一扫在手机打开当前页</div>"),
    Box("<div class=stmt>免责声明：本网转载的文章版权归原作者所有，如涉及侵权请与本网联系，本网将及时处理。</div>"),
    Box(
        "<div class=tags>标签：<a href=/t/a>民生</a> <a href=/t/b>城建</a></div><div class=cmt><h4>网友评论</h4>"
        "<p>文明上网理性发言，请遵守评论服务协议</p><textarea></textarea></div>"
    ),
    Box("<div class=att>附件：<a href=/a/1.doc>1.实施方案.doc</a></div>"),
    Box(
        "<div class=hot24><div class=hd>24小时热文</div>{items}</div>",
        "<div class=it><i>{n}</i><a href=/h/{n}.html>{title}</a></div>",
        6,
    ),
    Box(
        "<div class=zt><h4>更多精彩资讯请在应用市场下载“闽东新闻”客户端。未经授权请勿转载，欢迎提供新闻线索，一经采纳有费用酬谢。</h4></div>"
    ),
    Box("<div class=fk><p>欢迎关注闽东发布官方微信公众号：mdfb2023</p><p>我要纠错</p><p>返回栏目首页</p></div>"),
    Box(
        "<div class=next><span>下一篇</span><a href=/n/{n}.html>{items}</a><p>阅读下一篇</p></div>".replace("{n}", "9"),
        "{title}",
        1,
    ),
    Box(
        "<ul class=tw>{items}</ul>",
        "<li><a href=/t/{n}.html><img src=/t.jpg></a><h4><a href=/t/{n}.html>{title}</a></h4><p>{summary}<a href=/t/{n}.html>[详细]</a></p></li>",
        3,
    ),
    Box("<div class=zz><span>打赏</span><span>点赞 35</span><span>收藏</span><p>用手机扫描二维码分享此文</p></div>"),
)
BELOW = (
    Box(
        "<div class=share><span>分享到：</span><a>微信</a><a>QQ好友</a><a>新浪微博</a><a>复制链接</a><p>微信扫一扫：分享</p>"
        "<p>微信里点“发现”，扫一下二维码便可将本文分享至朋友圈。</p></div>"
    ),
    Box("<div class=box><h3>相关新闻</h3><ul>{items}</ul></div>", _DATED, 9),
    Box("<div class=box><h3>热门排行</h3><ul>{items}</ul></div>", _LINK, 10),
    Box("<div class=box><h3>最新报道</h3><ul>{items}</ul></div>", _DATED, 15),
    Box(
        "<div class=rules><h4>跟帖规则</h4><p>1.遵守中华人民共和国有关法律、法规，尊重网上道德，承担一切因您的行为而直接或间接引起的法律责任。</p>"
        "<p>2.本网拥有管理留言的一切权利。</p><p>3.您在本网留言板发表的言论，本网有权在网站内转载或引用。</p></div>"
    ),
    Box("<div class=q><p>官方微信</p><p>新闻客户端</p><p>手机报订阅：移动用户发送MDSJB到10658000</p></div>"),
    Box("<div class=cmt><h4>网友评论</h4><p>0条评论</p><textarea>我来说两句</textarea><button>发表</button></div>"),
)
FEET = (
    Box(
        "<div class=foot><p>主办：连江县人民政府办公室　承办：连江县大数据中心</p><p>闽ICP备05000000号-1　网站标识码：3501220001　"
        "闽公网安备 35012202000101号</p></div>"
    ),
    Box(
        "<div class=foot><a href=/about>关于我们</a>|<a href=/ad>广告服务</a>|<a href=/job>诚聘英才</a>|<a href=/law>法律声明</a><br>"
        "互联网新闻信息服务许可证：35120170001　举报电话：0591-87095151<br>Copyright © 2023 闽东新闻网 All Rights Reserved</div>"
    ),
    Box(
        "<div class=links><h4>友情链接</h4><a href=http://s1.example/>兄弟网站</a> <a href=http://s2.example/>县政府网</a></div>"
        "<div class=foot>地址：福州市鼓楼区东街100号　邮编：350001　电话：0591-12345678</div>"
    ),
    Box(
        "<div class=foot><p>违法和不良信息举报电话：0591-87095151 举报邮箱：jubao@example.com 涉未成年人举报专区</p><p>本网站所刊载信息，不代表"
        "闽东新闻网观点。 刊用本网站稿件，务经书面授权。未经授权禁止转载、摘编、复制及建立镜像，违者将依法追究法律责任。</p><p>[互联网新闻信息服务许可证"
        "35120170001] [信息网络传播视听节目许可证(1306153)]</p><p>主管单位：中共宁德市委宣传部 主办单位：闽东日报社 技术支持：闽东新媒体</p>"
        "<p>闽ICP备05000000号-1 Copyright ©1999-2023 mdnews.example. All Rights Reserved</p></div>"
    ),
)
