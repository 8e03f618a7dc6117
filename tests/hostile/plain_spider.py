"""A spider as it is usually written, for comparison: listings, unseen links, selectors,
JSONL, a file of what was seen.

`scrapy runspider plain_spider.py -a plan='{"now": …, "first": {"link/full":
"http://…/xw/full/", …}}' -o lines.jsonl`, with Scrapy's own settings. An address is
remembered once its article is yielded, so that what failed is asked for again as long
as a listing page that is read shows it. A listing is followed as long as its pages show
anything unseen.
"""

import json
from datetime import datetime, timedelta
from pathlib import Path

import scrapy

SEEN = Path("seen.txt")


class PlainSpider(scrapy.Spider):
    name = "plain"

    def __init__(self, plan, **given):
        super().__init__(**given)
        self.plan = json.loads(plan)
        self.seen = set(SEEN.read_text().split()) if SEEN.exists() else set()

    async def start(self):
        now = datetime.fromisoformat(self.plan["now"])
        for channel, url in self.plan["first"].items():
            if channel == "paper/main":
                for back in range(3):
                    day = now - timedelta(back)
                    yield scrapy.Request(f"{url}/pc/layout/{day:%Y%m/%d}/node_01.html", self.issue)
            else:
                parse = {"feed/feed": self.feed, "api/list": self.api}.get(channel, self.listing)
                yield scrapy.Request(url, parse, cb_kwargs={"number": 1, "first": url})

    def unseen(self, response, links):
        urls = [response.urljoin(link) for link in links]
        return [url for url in urls if url not in self.seen]

    def articles(self, urls):
        for url in urls:
            yield scrapy.Request(url, self.article, cb_kwargs={"url": url, "parts": []})

    def listing(self, response, number, first):
        fresh = self.unseen(response, response.css("ul.list li a::attr(href)").getall())
        yield from self.articles(fresh)
        following = response.xpath('//div[@class="page"]/a[text()="下一页"]/@href').get()
        if following is None and "/xw/full/" not in first and "/xw/bare/" not in first:
            following = f"{first}index_{number}.html"
        if fresh and following:
            yield response.follow(following, self.listing, cb_kwargs={"number": number + 1, "first": first})

    def feed(self, response, number, first):
        yield from self.articles(self.unseen(response, response.xpath("//item/link/text()").getall()))

    def api(self, response, number, first):
        fresh = self.unseen(response, [row["url"] for row in response.json()["data"]["list"]])
        yield from self.articles(fresh)
        if fresh:
            following = first.replace("1.json", f"{number + 1}.json")
            yield scrapy.Request(following, self.api, cb_kwargs={"number": number + 1, "first": first})

    def issue(self, response):
        yield from self.articles(self.unseen(response, response.css("ul#main a::attr(href)").getall()))
        for link in response.css("div#nav a::attr(href)").getall():
            yield response.follow(link, self.issue)

    def article(self, response, url, parts):
        parts = parts + response.css("div.content p::text, founder-content p::text").getall()
        following = response.xpath('//div[@class="pages"]/a[text()="下一页"]/@href').get()
        if following:
            yield response.follow(following, self.article, cb_kwargs={"url": url, "parts": parts})
        elif parts:
            yield {"url": url, "title": response.css("h1::text, h2#Title::text").get(), "text": "\n".join(parts)}
            if url not in self.seen:
                self.seen.add(url)
                with SEEN.open("a") as seen:
                    seen.write(url + "\n")
