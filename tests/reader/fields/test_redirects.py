"""A page that sends a browser on says where to; a page that keeps itself new does not."""

import pytest

from newscrawl import read_article
from newscrawl.items import NoArticle
from newscrawl.reader.fields.redirects import own_redirect, redirect_target
from newscrawl.reader.page import Page

URL = "http://www.example.cn/fz/202011/18/1.shtml"
THERE = "http://www.example.cn/xw/202011/18/2.shtml"


@pytest.mark.parametrize(
    "html",
    [
        "<meta http-equiv=refresh content='0;url=/xw/202011/18/2.shtml'>",
        '<META CONTENT="0; URL=/xw/202011/18/2.shtml" HTTP-EQUIV=Refresh>',
        '<noscript><meta http-equiv="refresh" content="1;URL=\'/xw/202011/18/2.shtml\'"></noscript>',
        "<base href=http://www.example.cn/xw/><meta http-equiv=refresh content='0;url=202011/18/2.shtml'>",
        "<script>location.href='/xw/202011/18/2.shtml'</script>",
        '<script>window.location = "/xw/202011/18/2.shtml";</script>',
        '<script>window["x"]=1;document.location.href = "http:\\/\\/www.example.cn\\/xw\\/202011\\/18\\/2.shtml";</script>',
        '<script>document.write(\'<meta http-equiv="Refresh" content="0;URL=/xw/202011/18/2.shtml" />\');</script>',
        "<script>top.location.replace('/xw/202011/18/2.shtml')</script>",
        "<script>self.location.assign ( '/xw/202011/18/2.shtml' )</script>",
        "<script>setTimeout(function(){window.location['href']='/xw/202011/18/2.shtml'},300)</script>",
        "<script>if(/Mobile/.test(navigator.userAgent))location.href='http://m.example.cn/2';else location.href='/xw/202011/18/2.shtml'</script>",
    ],
)
def test_where_a_page_leads(html: str) -> None:
    read = read_article(html, URL)
    assert isinstance(read, NoArticle)
    assert (read.kind, read.target) == ("redirect", THERE)


@pytest.mark.parametrize(
    "html",
    [
        "<meta http-equiv=refresh content=300>",
        "<meta http-equiv=refresh content='600;url=/'>",
        f"<meta http-equiv=refresh content='0;url={URL}'>",
        "<script>location.href='/go?u='+document.referrer</script>",
        "<script>location.href=location.pathname+location.search</script>",
        f"<script>location.replace('{URL}#top')</script>",
        "<script>location.href='javascript:void(0)'</script>",
        "<script>var location='';</script>",
    ],
)
def test_page_that_leads_nowhere(html: str) -> None:
    assert redirect_target(Page.parse(html, URL)) is None


def test_article_with_a_script_for_telephones_stays_an_article() -> None:
    html = (
        "<title>福州地铁开通_示例网</title><script>if(/Mobile/.test(navigator.userAgent))location.href='http://m.example.cn/1'</script>"
        "<h1>福州地铁开通</h1><div>2020-11-18 来源：福州晚报</div><p>福州地铁五号线昨日开通，首日客流超过十万人次。</p>"
    )
    assert not isinstance(read_article(html, URL), NoArticle)


def test_address_kept_for_telephones_is_no_redirect_of_others() -> None:
    script = "var {0} = '/iphone/2.html'; if (/iphone/i.test(navigator.userAgent)) {{ document.location.href = {0}; }}"
    page = "<html><head><script>{}</script></head><body></body></html>"
    assert own_redirect(Page.parse(page.format(script.format("mobileUrl")), URL)) is None
    assert own_redirect(Page.parse(page.format(script.format("there")), URL)) is not None
