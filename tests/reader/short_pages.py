"""Pages with hardly a text: short notices as newspapers and offices print them, and pages that servers send in an
article's place, made by structure with random words.
"""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

NOTICES = (
    ("停水通知", "因供水管道抢修，鼓楼区湖东路沿线用户明日8时至18时停水，请提前储水。"),
    ("停电公告", "因线路检修，连江县凤城镇部分区域11月20日暂停供电，预计当日17时恢复。"),
    ("讣告", "原福州市文联副主席林伯年同志因病医治无效逝世，享年八十六岁。"),
    ("招领启事", "拾到黑色背包一个，内有证件，请失主到五四路派出所认领。"),
    ("寻人启事", "陈秀英，女，78岁，走失时身穿灰色外套，知情者请与家属联系。"),
    ("更正", "本报17日A3版“茉莉花茶”一文中，“永泰”应为“闽侯”，特此更正。"),
    ("致歉", "因印刷故障，今日部分读者收报延误，谨致歉意。"),
    ("人事任免", "市人大常委会昨日决定任命林建国为市水利局局长。"),
    ("会议预告", "市政协十三届五次会议定于12月3日在福州召开。"),
    ("封路公告", "杨桥路因地铁施工，即日起至年底封闭半幅道路，过往车辆请绕行。"),
    ("天气", "福州今天多云转阴，北风三级，气温十五到二十二摄氏度。"),
    ("高温预警", "市气象台今早发布高温黄色预警，午后气温将达三十六度。"),
    ("开奖公告", "七星彩第20134期中奖号码为3 5 8 1 9 0 2。"),
    ("油价调整", "今晚零时起，我省九十二号汽油每升上调一角二分。"),
    ("闭馆公告", "三坊七巷美术馆本周一至周三闭馆布展，周四恢复开放。"),
    ("放假通知", "元旦放假一天，市民服务中心各窗口2日照常办公。"),
    ("公示", "经评审，拟将晋安区新店镇列为市级文明镇，公示期五天。"),
    ("招聘启事", "本报招聘夜班编辑两名，请将简历寄至编辑部。"),
    ("福州今晨有雾", "受冷空气影响，福州今晨出现大雾，机场高速一度限速。"),
    ("白鹭又来了", "连日来，三十多只白鹭飞抵闽江口湿地越冬。"),
)

_LAYOUTS = (
    # a site's page with everything around it
    "<title>{title}_福州新闻网</title><div class=nav><a href=/>首页</a><a href=/fz/>福州</a><a href=/xm/>厦门</a></div><h1>{title}</h1>"
    "<div class=info>2020-11-18 09:30　来源：福州晚报</div><div class=content><p>{text}</p></div><div class=foot>福州新闻网 版权所有</div>",
    # no title, no name, no link: date and source alone
    "<div><h1>{title}</h1><div>2020-11-18 09:30 来源：福州晚报</div><p>{text}</p></div>",
    # no date: a breadcrumb shows the site
    "<title>{title}</title><div class=crumb><a href=/>首页</a> &gt; <a href=/gonggao/>公告</a> &gt; <a href=/gonggao/fz/>福州</a></div>"
    "<h2>{title}</h2><div class=txt>{text}</div>",
    # an office, with metas
    "<meta name=ArticleTitle content='{title}'><meta name=PubDate content='2020-11-18 09:30'><title>{title}-福州市自来水公司</title>"
    "<table><tr><td>{title}</td></tr><tr><td><p>　　{text}</p></td></tr></table>",
    # signed and dated below, as on paper
    "<h1>{title}</h1><p>{text}</p><p>福州市政务服务中心</p><p>2020年11月18日</p>",
    # old markup without headings
    "<html><body><center><font size=5><b>{title}</b></font></center><center>（2020-11-18）</center><font size=3>　　{text}</font></body></html>",
    # a picture with its caption
    "<title>{title}_海峡图片</title><h1>{title}</h1><span>2020-11-18</span><div class=content><p><img src=/p/1.jpg></p><p>{text}</p></div>",
    # a byline and no source
    "<title>{title} - 东南快报</title><div class=article><div class=title>{title}</div><div class=by>记者 林晓芳</div><div class=body><p>{text}</p></div></div>",
    # labels and tools around
    "<title>{title}</title><h1>{title}</h1><div>发布时间：2020年11月18日　浏览次数：12　字号：大 中 小</div><div id=zoom>{text}</div>"
    "<a href=javascript:window.close()>关闭</a>",
    # only a source
    "<title>{title}</title><h3>{title}</h3><div class=source>来源：福建日报</div><div class=cont><p>{text}</p></div>",
)


def notices() -> Iterator[tuple[str, str, str]]:
    """Yield 200 short notices: title, text, and the page."""
    for layout in _LAYOUTS:
        for title, text in NOTICES:
            yield title, text, layout.format(title=title, text=text)


_CHARS = "山水云天风雨雪花草木石火金土月星光影声色香味门窗路桥船车马牛羊鸟鱼虫手足口耳目心思想情意言语文字书画琴棋诗酒茶饭衣食住行东西南北上下左右前后内外远近高低长短大小多少新旧冷热明暗轻重快慢强弱真假美丑善恶古今朝夕春夏秋冬红黄蓝绿黑白青紫父母兄弟姐妹儿女师友君臣男女老幼"
_LATIN = (
    "lorem",
    "ipsum",
    "dolor",
    "amet",
    "quis",
    "vel",
    "nunc",
    "sodales",
    "erat",
    "porta",
    "mattis",
    "velit",
    "urna",
)


class _Words:
    def __init__(self, seed: int) -> None:
        self.random = Random(seed)

    def phrase(self, low: int, high: int) -> str:
        return "".join(self.random.choice(_CHARS) for _ in range(self.random.randint(low, high)))

    def sentence(self) -> str:
        return f"{self.phrase(5, 12)}，{self.phrase(5, 14)}。"

    def latin(self, low: int, high: int) -> str:
        words = " ".join(self.random.choice(_LATIN) for _ in range(self.random.randint(low, high)))
        return f"{words.capitalize()}."

    def name(self) -> str:
        return "".join(self.random.choice("abcdefghkmnpqrstuvwxyz_") for _ in range(6))

    def number(self) -> str:
        return f"{self.random.getrandbits(60):x}"


# fmt: off
def wordless(seed: int) -> Iterator[tuple[str, str]]:
    """Yield pages of which a reader sees nothing, or which send a browser on."""
    w = _Words(seed)
    key, path = w.name(), f"/{w.name()}/{w.random.randint(100, 999)}.html"
    yield (
        "cookie",
        f"<html><script>var {key}='{w.number()}';document.cookie='{w.name()}='+{key};location.reload()</script></html>",
    )
    yield (
        "cookie by key",
        f'<html><head><script>function f(v){{document["cookie"]=v;setTimeout("location.href=location.pathname",900)}}f("{key}")</script></head><body></body></html>',
    )
    yield (
        "request",
        f"<body><script>var x=new XMLHttpRequest();x.open('POST','/{key}');x.onload=function(){{sessionStorage.setItem('{key}',1);location.reload()}};x.send()</script></body>",
    )
    yield (
        "script elsewhere",
        f"<!DOCTYPE html><html><head><meta charset=utf-8><title></title><script src=/{key}.js></script></head><body><div id={key}></div></body></html>",
    )
    yield (
        "titled script",
        f"<html><head><title>{w.phrase(3, 8)}</title></head><body><div id={key}></div><script src=//{key}.example/{key}.js></script></body></html>",
    )
    yield "noscript", f"<html><body><noscript>{w.sentence()}</noscript><script src=/{key}.js></script></body></html>"
    yield "packed", f"<script>eval(function(p,a,c){{return p}}('{w.number()}{w.number()}',62,3))</script>"
    yield "nothing", ""
    yield "white space", " \r\n\t"
    yield "no body", "<html><head></head><body></body></html>"
    yield "title only", f"<html><head><title>{w.phrase(4, 8)}</title></head><body></body></html>"
    yield "refresh", f"<html><head><meta http-equiv=refresh content='0;url={path}'></head></html>"
    yield (
        "refresh of odd case",
        f'<HTML><HEAD><META CONTENT="3; URL={path}" HTTP-EQUIV="Refresh"></HEAD><BODY>{w.phrase(4, 9)}</BODY></HTML>',
    )
    yield (
        "reload by refresh",
        f"<html><head><meta http-equiv=refresh content=5><title>{w.phrase(4, 8)}</title></head><body></body></html>",
    )
    yield "location", f"<html><body><script>window.location.href='{path}';</script></body></html>"
    yield "replace", f'<script type="text/javascript">top.location.replace("{path}")</script>'
    yield "assigned", f"<script>self.location = '{path}'</script><p>{w.phrase(4, 7)}</p>"


def refusals(seed: int) -> Iterator[tuple[str, str]]:
    """Yield pages with a sentence or two of random words, which say in some language that there is no article."""
    w = _Words(seed)
    title, head = w.phrase(4, 8), w.phrase(6, 14)
    yield (
        "title, sentence, number",
        f"<html><head><title>{w.random.randint(400, 599)}</title></head><body><div>{w.sentence()}</div><div>{w.phrase(4, 7)}：{w.number()}</div></body></html>",
    )
    yield (
        "title, headline, sentence",
        f"<html><head><title>{title}</title></head><body><h1>{head}</h1><p>{w.sentence()}</p></body></html>",
    )
    yield "headline, sentence", f"<html><body><h1>{head}，{w.phrase(5, 9)}</h1><p>{w.sentence()}</p></body></html>"
    yield (
        "titled as headed",
        f"<html><head><title>{head}</title></head><body><h1>{head}</h1><p>{w.sentence()}</p></body></html>",
    )
    yield "sentence", f"<html><body><p>{w.sentence()}</p></body></html>"
    yield (
        "two sentences",
        f"<html><head><title>{title}</title></head><body><div class=box><p>{w.sentence()}</p><p>{w.sentence()}</p></div></body></html>",
    )
    yield "latin", f"<html><head><title>{w.latin(1, 2)}</title></head><body><p>{w.latin(10, 18)}</p></body></html>"
    yield (
        "latin paragraphs",
        f"<html><head><title>{w.latin(1, 3)}</title></head><body><h1>{w.latin(2, 4)}</h1><p>{w.latin(10, 18)}</p><p>{w.latin(10, 18)}</p><hr><address>{w.name()}/2.4 Port 80</address></body></html>",
    )
    yield (
        "trace",
        f"<html><body><b>{w.latin(1, 2)}</b>: {w.latin(6, 12)} in /{w.name()}/{w.name()}.php:31 Stack trace: #0 /{w.name()}.php(31): {w.name()}-&gt;__construct()</body></html>",
    )
    yield "plain text", w.sentence()
    yield "plain latin", w.latin(3, 9)
    yield "json", f'{{"code": 403, "msg": "{w.phrase(6, 14)}", "id": "{w.number()}"}}'
    yield (
        "server",
        f"<html><head><title>500 {w.latin(1, 2)}</title></head><body><center><h1>500 {w.latin(1, 2)}</h1></center><hr><center>{w.name()}/1.18</center></body></html>",
    )
    yield (
        "login",
        f"<html><head><title>{title}</title></head><body><h2>{title}</h2><form action=/in method=post>{w.phrase(2, 3)}：<input name=user>{w.phrase(2, 3)}：<input type=password name=p><button>{w.phrase(2, 2)}</button></form></body></html>",
    )
    yield (
        "picture to read",
        f"<html><body><p>{w.phrase(8, 14)}</p><form><img src=/{w.name()}.png><input name=code><input type=submit value={w.phrase(2, 2)}></form></body></html>",
    )
    yield (
        "dated sentence",
        f"<html><head><title>{title}</title></head><body><h1>{head}</h1><p>{w.phrase(3, 5)}2020年11月19日8时{w.phrase(4, 6)}，{w.phrase(6, 12)}。</p></body></html>",
    )
    yield (
        "way home",
        f"<html><head><title>{title}</title></head><body><h3>{head}！</h3><p>{w.sentence()}</p><a href=/>{w.phrase(2, 4)}</a> <a href=javascript:history.back()>{w.phrase(2, 4)}</a></body></html>",
    )
    yield (
        "mail",
        f"<html><body><div id=main><h2>{head}</h2><p>{w.sentence()}</p><a href=mailto:a@b.example>{w.phrase(2, 4)}</a></div><div>© 2020 {w.name()}</div></body></html>",
    )
    yield (
        "vendor",
        f"<html><head><title>{title}</title><link rel=stylesheet href=https://{w.name()}.example/a.css></head><body><h1>{head}</h1><p>{w.sentence()}</p><a href=https://www.{w.name()}.example/help/1>{w.phrase(3, 5)}</a></body></html>",
    )
