"""Everything on a page that is not its text: navigation, rankings, related links, share bars, scripts, footer.

It gives the pages the weight of real ones (27 kB and more) and the traps of real ones: article-shaped links outside the
main list, dates and names in footers, links that lead off the site or nowhere.
"""

from dataclasses import dataclass
from functools import cached_property
from html import escape
from typing import TYPE_CHECKING

from .families import Channel
from .holdings import Article

if TYPE_CHECKING:
    from .model import SimSite

SECTIONS = (
    "首页 新闻 福建 福州 厦门 泉州 漳州 莆田 三明 南平 龙岩 宁德 平潭 时政 国内 国际 社会 财经 产经 消费 股票 基金 保险 银行 理财 房产 楼市 家居 土拍 二手房 "
    "汽车 新车 试驾 行情 旅游 美食 酒店 景区 攻略 教育 高考 中考 留学 校园 健康 养生 名医 母婴 体育 足球 篮球 综合体育 娱乐 明星 电影 电视 音乐 综艺 "
    "科技 数码 手机 互联网 游戏 军事 历史 文化 读书 收藏 书画 海峡 两岸 台湾 台商 图片 视频 直播 专题 评论 问政 便民 招聘 公益 天气 违章 公交 "
    "社保 医保 公积金 报料 投诉 活动 论坛 博客 数字报 客户端 微博 微信 抖音 手机版 繁体版 无障碍"
).split()
FRIENDS = (
    "人民网 新华网 央视网 中国网 国际在线 中国日报 中国青年网 中国经济网 光明网 中国新闻网 东南网 福州新闻网 厦门网 泉州网 台海网 闽南网 闽西新闻网 "
    "大武夷新闻网 宁德网 莆田网 三明网 平潭网 福建日报 海峡卫视 福建电视台 千龙网 东方网 北方网 浙江在线 红网 大江网 荆楚网 南方网 华龙网 四川在线 中安在线"
).split()
STYLE = "".join(
    f".{name}{{width:{width}px;margin:{width % 13}px auto {width % 7}px;padding:0 {width % 11}px;font:{12 + width % 5}px/1.{width % 9} "
    f"'Microsoft YaHei',SimSun,sans-serif;color:#{width * 7919 % 0xFFFFFF:06x};border-bottom:1px solid #e{width % 9}e{width % 9}e{width % 9}}}\n"
    for name, width in zip(
        "top logo search mainnav subnav crumb left right rank hot pics share tools login weather hotwords foot friend copy code ad1 ad2 ad3".split(),
        range(160, 1100, 41),
        strict=True,
    )
)
SCRIPT = """
var _hmt = _hmt || []; (function(){ var hm = document.createElement("script"); hm.src = "//hm.stat.example/hm.js?%(key)s";
var s = document.getElementsByTagName("script")[0]; s.parentNode.insertBefore(hm, s); })();
var site = { id: %(id)d, channel: "%(channel)s", mobile: /Android|iPhone|Mobile/i.test(navigator.userAgent), debug: false };
function setFont(size){ var box = document.getElementById("content"); if(!box) return; box.className = box.className.replace(/fontSize\\w+/, "fontSize" + size); }
function share(to){ var u = encodeURIComponent(location.href), t = encodeURIComponent(document.title);
  var map = { wb: "http://service.weibo.example/share.php?url=" + u + "&title=" + t, qz: "http://qzone.example/share?url=" + u, wx: "/qr?u=" + u };
  window.open(map[to] || map.wb, "_blank", "width=640,height=480"); return false; }
function countdown(id, end){ var el = document.getElementById(id); setInterval(function(){ var left = end - new Date().getTime();
  if(left < 0) left = 0; el.innerHTML = Math.floor(left / 86400000) + "天" + Math.floor(left / 3600000 %% 24) + "小时"; }, 1000); }
$(function(){ $(".mainnav li").hover(function(){ $(this).addClass("on").find(".sub").stop(true, true).slideDown(150); },
  function(){ $(this).removeClass("on").find(".sub").stop(true, true).slideUp(100); });
  $(".tabs span").mouseover(function(){ var i = $(this).index(); $(this).addClass("cur").siblings().removeClass("cur");
    $(this).parent().next().children().eq(i).show().siblings().hide(); });
  $("img.lazy").each(function(){ var s = $(this).attr("data-src"); if(s) $(this).attr("src", s); });
  $(window).scroll(function(){ $(window).scrollTop() > 600 ? $("#totop").fadeIn() : $("#totop").fadeOut(); }); });
function slot(no){ document.write('<div class="ad' + no + '"><a href="http://ad.example/click?slot=' + no + '" target="_blank"><img src="http://ad.example/' + no + '.gif" width="300" height="250" alt="广告"></a></div>'); }
"""


def link(url: str, text: str, extra: str = ' target="_blank"') -> str:
    return f'<a href="{escape(url)}"{extra}>{escape(text)}</a>'


@dataclass
class Furniture:
    """The furniture of one site under one host, made once a version and shared by all pages."""

    site: "SimSite"
    base: str

    def url(self, path: str) -> str:
        return self.base + path

    def channel_of(self, article: Article) -> Channel:
        return self.site.channel(article.channels[0]) if article.channels else self.site.channels[0]

    @cached_property
    def head(self) -> str:
        key = {
            "key": f"{self.site.seed * 2654435761 % 16**8:08x}" * 4,
            "id": self.site.seed,
            "channel": self.site.family.name,
        }
        return (
            f'<link rel="stylesheet" href="/css/base.css?v={self.site.template}" />\n<link rel="shortcut icon" href="/favicon.ico" />\n'
            f'<style type="text/css">\n{STYLE}</style>\n<script src="/js/jquery.min.js"></script>\n<script>{SCRIPT % key}</script>\n'
        )

    @cached_property
    def top(self) -> str:
        lists = [link(channel.path, channel.name, "") for channel in self.site.channels]
        others = [link(f"http://www.channel{i}.example/", name) for i, name in enumerate(SECTIONS)]
        sub = "".join(f'<li class="m{i % 9}">{item}</li>\n' for i, item in enumerate(others))
        today = self.site.today
        return (
            f'<div class="top"><span id="clock">今天是{today.year}年{today.month}月{today.day}日 星期{"一二三四五六日"[today.weekday()]}</span>'
            f"<span>福州 多云 12～21℃</span>{link('/login.html', '登录', '')} | {link('/reg.html', '注册', '')} | "
            f'<a href="javascript:void(0)" onclick="setHome(this)">设为首页</a></div>\n'
            f'<div class="logo"><a href="{self.base}/"><img src="/images/logo.png" alt="{self.site.family.site_name}" /></a></div>\n'
            f'<div class="mainnav"><ul>{"".join(f"<li>{item}</li>" for item in lists)}</ul></div>\n'
            f'<div class="subnav"><ul>\n{sub}</ul></div>\n'
            '<div class="search"><form action="/search"><input name="q" value="请输入关键词" /><button>搜索</button></form></div>\n'
        )

    def ranking(self, name: str, articles: list[Article], css: str) -> str:
        rows = "".join(
            f'<li><em class="n{i}">{i}</em>{link(self.url(a.path), a.listed_title)}<span class="hit">{(a.number * 37) % 9000 + 200}</span></li>\n'
            for i, a in enumerate(articles, 1)
        )
        return f'<div class="{css}"><h3><span>{name}</span><a href="/rank/" class="more">更多&gt;&gt;</a></h3>\n<ul class="ranklist">\n{rows}</ul></div>\n'

    @cached_property
    def side(self) -> str:
        """Rankings made of articles that stand in no listing, of the newest, and of pictures that lead to galleries."""
        site = self.site
        pictures = "".join(
            f'<li><a href="/photo/{i}.shtml"><img src="/upload/pic/{i}.jpg" alt="图集{i}" /><span>{escape(a.listed_title[:14])}</span></a></li>\n'
            for i, a in enumerate(site.articles[:8], 1)
        )
        return (
            self.ranking("热点排行", site.unlisted[:10], "rank hot")
            + self.ranking("24小时点击", site.unlisted[2:] + site.articles[:4], "rank")
            + f'<div class="pics"><h3>图说福建</h3><ul>{pictures}</ul></div>\n<div class="code"><img src="/images/qr.png" alt="扫码下载客户端" />'
            "<p>扫一扫，关注官方微信公众号，获取更多资讯</p></div>\n"
        )

    def related(self, article: Article, count: int = 10) -> list[Article]:
        """Other articles that the page links to, listed ones: fetching them again would be a repeated fetch."""
        pool = self.site.articles
        return [pool[(article.number * 31 + i * 17) % len(pool)] for i in range(count)] if pool else []

    @cached_property
    def traps(self) -> str:
        """Links that must never be followed, if the site is hostile: the same in listings and in texts."""
        return "".join(
            f"<li><div><h3>{link(url, '独家：内部消息提前看')}</h3></div></li>\n" for url in self.site.traps(self.base)
        )

    @cached_property
    def foot(self) -> str:
        friends = " | ".join(link(f"http://www.friend{i}.example/", name) for i, name in enumerate(FRIENDS))
        return (
            f'<div class="friend"><h3>友情链接</h3><p>{friends}</p></div>\n<div class="foot"><p>关于我们 | 广告服务 | 网站地图 | 招聘信息 | 法律声明</p>\n'
            f'<p class="copy">{self.site.family.site_name}版权所有 未经书面授权不得转载或镜像 Copyright &copy; 2008-{self.site.today.year} All Rights Reserved</p>\n'
            "<p>职业道德监督、违法和不良信息举报电话：0591-8709{0}  举报邮箱：jubao@news.example</p>\n"
            "<p>闽ICP备0502{0}号-1 互联网新闻信息服务许可证：351201700{0} 信息网络传播视听节目许可证号：1310{0}</p>\n"
            "<p>增值电信业务经营许可证：闽B2-2010{0} 网络文化经营许可证：闽网文〔2018〕{0}-076号 闽公网安备 350102020{0}号</p>\n"
            '<p>地址：福州市鼓楼区五四路 邮编：350001 编辑部：0591-8709{0}</p></div>\n<div id="totop"><a href="#">返回顶部</a></div>\n'
            "<script>slot(1);slot(2);slot(3);countdown('totop', 1608000000000);</script>\n"
        ).replace("{0}", f"{1000 + self.site.seed % 9000}")
