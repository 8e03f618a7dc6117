"""What servers send in an article's place, in their own words → pages without one.

Pages of such structure with words of chance are in `tests/reader/short_pages.py`.
"""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import NamedTuple

from .truths import Case, NoArticleTruth

_URL = "http://www.mdnews.example/yw/202305/t20230512_1234.htm"
_MENU = "<div class=nav><a href=/>首页</a> <a href=/yw/>要闻</a> <a href=/ms/>民生</a></div>"
_FOOT = "<div class=foot>版权所有 闽东新闻网 闽ICP备05000000号</div>"


class Refusal(NamedTuple):
    """A page, with or without the site's menu and footer."""

    body: str
    title: str = ""
    site: bool = False


REFUSALS = {
    "404, way home": Refusal(
        "<h1>404</h1><p>抱歉，您访问的页面不存在或已被删除！</p><p>您可以返回<a href=/>首页</a>，或者5秒后自动跳转。</p>",
        "404 Not Found",
        True,
    ),
    "404 in words": Refusal(
        "<div><p>很抱歉，您要访问的页面已被删除、更名或暂时不可用。请确认您输入的网址是否正确，如有疑问请与管理员联系。</p></div>",
        "页面未找到 - 闽东新闻网",
        True,
    ),
    "offline": Refusal("<p>对不起，该稿件已下线</p>", "闽东新闻网", True),
    "deleted by its author": Refusal("<p>该内容已被发布者删除</p>", "", True),
    "deleted by an administrator": Refusal(
        "<div class=msg>文章不存在或者已经被管理员删除</div><a href='javascript:history.back()'>点击这里返回上一页</a>",
        "系统提示",
        True,
    ),
    "lost": Refusal("<h2>哎呀，页面走丢了</h2><p>您访问的页面找不到了，去别的地方逛逛吧。</p>", "出错啦", True),
    "firewall": Refusal(
        "<h1>请求被拦截</h1><p>您的请求疑似攻击行为，已被网站防火墙拦截。如有疑问，请联系网站管理员并提供事件ID：8f3a-22cd-1234。</p>",
        "访问被拒绝",
    ),
    "too often": Refusal(
        "<p>您的访问过于频繁，请稍后再试。为保障正常访问，请完成以下验证：</p><div id=captcha></div>", "安全验证"
    ),
    "browser check": Refusal(
        "<p>Checking your browser before accessing mdnews.example.</p><p>This process is automatic. Your browser will redirect to your "
        "requested content shortly.</p>",
        "Just a moment...",
    ),
    "noscript": Refusal(
        "<script>var _0x=['..'];eval(function(){})</script><noscript>请开启JavaScript并刷新该页</noscript>"
    ),
    "log in": Refusal(
        "<h2>用户登录</h2><form>用户名<input>密码<input><button>登录</button></form><p>本文为付费内容，请登录后阅读全文，成为会员可享受更多权益。</p>",
        "用户登录",
        True,
    ),
    "maintenance": Refusal(
        "<h1>系统维护中</h1><p>尊敬的用户：为了给您提供更好的服务，本网站将于5月12日22:00至5月13日6:00进行系统升级维护，期间将暂停访问，给您带来不便"
        "敬请谅解。</p>",
        "系统维护公告",
    ),
    "moved": Refusal(
        "<p>本站已全新改版，新网址为 http://new.mdnews.example ，请更新您的收藏夹。3秒后自动跳转……</p>", "网站改版通知"
    ),
    "not paid": Refusal(
        "<h1>网站已过期</h1><p>该网站因未续费已被暂停服务，请联系网站管理员及时续费以恢复访问。</p>", "网站暂停服务"
    ),
    "not registered": Refusal(
        "<p>该网站未根据工信部相关法律法规进行备案，暂时无法访问。请尽快办理ICP备案手续。</p>", "温馨提示"
    ),
    "for sale": Refusal(
        "<h1>mdnews.example</h1><p>该域名正在出售！This domain is for sale. 联系电话：400-000-0000</p><div>相关搜索：新闻 福州 房产 招聘</div>",
        "域名出售",
    ),
    "IIS": Refusal(
        "<h2>404 - 找不到文件或目录。</h2><h3>您要查找的资源可能已被删除，已更改名称或者暂时不可用。</h3>",
        "404 - 找不到文件或目录。",
    ),
    "nginx": Refusal("<center><h1>502 Bad Gateway</h1></center><hr><center>nginx</center>", "502 Bad Gateway"),
    "database": Refusal("<p>数据库连接失败：Can't connect to MySQL server on '127.0.0.1' (111)</p>", "数据库错误"),
    "PHP": Refusal(
        "<b>Fatal error</b>:  Uncaught Error: Call to undefined function mysql_connect() in /www/inc/conn.php on line 12"
    ),
    "region": Refusal(
        "<p>根据相关法律法规和政策，部分内容未予显示。您所在的地区暂时无法访问该页面，敬请谅解。</p>", "提示", True
    ),
    "app": Refusal(
        "<div><img src=logo.png><h3>打开闽东新闻APP查看全文</h3><p>下载客户端，体验更流畅、更精彩的资讯服务</p><a>立即下载</a></div>",
        "闽东新闻",
        True,
    ),
    "on the way": Refusal(
        "<p>正在为您跳转到目标页面，请稍候……如果没有自动跳转，请<a href=/x>点击这里</a>。</p>", "跳转中", True
    ),
    "against the rules": Refusal(
        "<h2>此内容因违规无法查看</h2><p>由用户投诉并经平台审核，涉嫌违反相关法律法规和政策，查看对应规则</p>", "", True
    ),
    "quota": Refusal("<p>该站点流量已超出限制，请稍后再访问或联系空间商。</p>", "流量超限", True),
    "empty": Refusal("<div class=content></div>", "闽东新闻网", True),
    "headline only": Refusal(
        "<h1>区长督查春灌工作</h1><p>2023-05-12 来源：福州日报</p><div class=content></div>",
        "区长督查春灌工作_闽东新闻网",
        True,
    ),
}


def refusals(random: Random, count: int) -> Iterator[Case]:
    """Yield each refusal."""
    for name, refusal in REFUSALS.items():
        body = f"{_MENU}{refusal.body}{_FOOT}" if refusal.site else refusal.body
        page = f"<html><head><meta charset=utf-8><title>{refusal.title}</title></head><body>{body}</body></html>"
        yield Case(name, page.encode(), _URL, NoArticleTruth())
