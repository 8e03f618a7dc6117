"""Facts about digital newspapers (`newspapers.jsonl`) → the catalog's tables
`newspapers/<province>.toml`.

    python scripts/build_papers.py ../shared/data/sites/newspapers.jsonl

Every file is written anew but `fujian.toml`, which is edited by hand (`--all` writes it
too). A paper whose addresses have a family's shape has no keys for them; what differs
is in its table. The province is that of the place in the paper's name.
"""

from __future__ import annotations

import argparse
import json
import re
import tomllib
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

from pypinyin import Style, lazy_pinyin

from newscrawl.catalog import load
from newscrawl.catalog.patterns import compile_pattern
from newscrawl.catalog.provinces import PROVINCES
from newscrawl.catalog.schema import host_of
from newscrawl.urls import registrable_domain

FOLDER = Path(__file__).resolve().parents[1] / "newscrawl/catalog/newspapers"
BY_HAND = "fujian"
HEAD = """# Newspapers{of}: facts of a public crawler (newscrapy, 2023), not fetched since.
# `verified` says when each was last seen to work there. An issue's address has its date as Python's str.format writes it;
# what is not said here the family says.
"""

# What a place is called in the names of its papers; two characters, as papers shorten
# them.
PLACES = {
    "beijing": "北京 京华 新京 海淀 朝阳区 劳动午报 法制晚报",
    "tianjin": "天津 今晚 渤海早报 每日新报 城市快报 滨海 滨城",
    "hebei": "河北 燕赵 石家庄 唐山 秦皇岛 邯郸 邢台 保定 张家口 承德 沧州 廊坊 衡水 牛城 中原商报 定州",
    "shanxi": "山西 三晋 太原 大同 阳泉 长治 晋城 朔州 晋中 运城 忻州 临汾 吕梁 上党 太行日报 人民代表报",
    "neimenggu": "内蒙古 呼和浩特 包头 乌海 赤峰 通辽 鄂尔多斯 呼伦贝尔 巴彦淖尔 乌兰察布 兴安 锡林郭勒 阿拉善 北方新报 满洲里",
    "liaoning": "辽宁 辽沈 沈阳 大连 鞍山 抚顺 本溪 丹东 锦州 营口 阜新 辽阳 盘锦 铁岭 葫芦岛 半岛晨报 华商晨报 新商报",
    "jilin": "吉林 长春 四平 辽源 通化 白山 松原 白城 延边 新文化报 城市晚报 江城",
    "heilongjiang": "黑龙江 哈尔滨 齐齐哈尔 鸡西 鹤岗 双鸭山 大庆 伊春 佳木斯 七台河 牡丹江 黑河 绥化 大兴安岭 北大荒 老年日报 鹤城 新晚报",
    "shanghai": "上海 解放日报 文汇 新民 青年报 浦东 松江 嘉定 东方体育 新闻晨报 劳动报 联合时报 文学报 东方城乡",
    "jiangsu": "江苏 扬子 南京 金陵 无锡 江南 徐州 彭城 常州 武进 苏州 姑苏 南通 江海 连云港 苍梧 淮安 淮海晚报 盐城 盐阜 "
    "扬州 镇江 京江 泰州 宿迁 昆山 江阴 常熟 张家港 太仓 宜兴 新华日报 现代快报 海门 如皋 启东 丹阳 溧阳 靖江 泰兴 句容 东台 沛县",
    "zhejiang": "浙江 钱江 浙商 杭州 都市快报 每日商报 宁波 东南商报 温州 嘉兴 南湖晚报 湖州 绍兴 金华 衢州 舟山 台州 丽水 处州 "
    "义乌 东阳 永康 海宁 桐乡 慈溪 余姚 瑞安 乐清 诸暨 萧山 余杭 富阳 临安 柯桥 上虞 温岭 玉环 奉化 兰溪 浦江 青田 平湖 嵊州 "
    "新昌 德清 长兴 安吉 象山 宁海 鄞州 北仑 镇海 龙游 江山 缙云 黄岩 路桥 建德 桐庐 淳安 美术报 今日早报 临海 联谊报 科技金融时报 农村信息报 现代金报",
    "anhui": "安徽 新安 江淮 合肥 芜湖 大江晚报 蚌埠 淮南 马鞍山 皖江 淮北 铜陵 安庆 黄山 滁州 阜阳 颍州 宿州 拂晓 六安 皖西 "
    "亳州 池州 宣城 皖南 市场星报 巢湖 淮河早报",
    "fujian": "福建 福州 厦门 莆田 湄洲 三明 泉州 东南早报 漳州 闽南 南平 闽北 龙岩 闽西 宁德 闽东 海峡 平潭 晋江 石狮 福清 台海 海西晨报 安溪 邵武",
    "jiangxi": "江西 南昌 景德镇 瓷都 萍乡 九江 浔阳 长江周刊 新余 鹰潭 赣州 赣南 吉安 井冈山 宜春 抚州 上饶 信息日报",
    "shandong": "山东 齐鲁 大众日报 济南 青岛 淄博 枣庄 东营 黄河口 烟台 今晨6点 潍坊 济宁 泰安 泰山 威海 日照 黄海 临沂 沂蒙 鲁南 "
    "鲁中 德州 聊城 滨州 菏泽 牡丹晚报 莱芜 经济导报 生活日报 半岛都市 农村大众 寿光 诸城 胶东 鲁北 滕州 邹城 城报 金胶州 东昌",
    "henan": "河南 大河 郑州 中原 东方今报 开封 汴梁 洛阳 平顶山 安阳 鹤壁 淇河 新乡 平原晚报 焦作 濮阳 许昌 漯河 三门峡 南阳 "
    "商丘 京九 信阳 周口 驻马店 天中 济源 医药卫生报 河洛",
    "hubei": "湖北 楚天 武汉 长江日报 黄石 东楚 十堰 宜昌 三峡 襄阳 襄樊 鄂州 荆门 孝感 荆州 江汉 黄冈 鄂东 咸宁 随州 恩施 仙桃 "
    "潜江 天门 神农架 农村新报",
    "hunan": "湖南 潇湘 三湘 长沙 株洲 湘潭 衡阳 邵阳 岳阳 洞庭 长江信息报 常德 张家界 益阳 郴州 永州 怀化 娄底 湘西 今日女报 "
    "浏阳 宁乡 星沙 科教新报 团结报 金鹰报 大众卫生报",
    "guangdong": "广东 羊城 南方 广州 新快报 信息时报 深圳 晶报 宝安 珠海 珠江 汕头 特区青年 佛山 韶关 河源 梅州 惠州 东江 汕尾 "
    "东莞 中山 江门 阳江 湛江 茂名 肇庆 西江 清远 潮州 揭阳 云浮 增城 番禺 顺德 南沙 民营经济报 香山",
    "guangxi": "广西 南宁 柳州 桂林 梧州 北海 防城港 钦州 贵港 玉林 百色 右江 贺州 河池 来宾 崇左 南国 当代生活 左江",
    "hainan": "海南 海口 三亚 儋州 国际旅游岛 琼 南岛 法制时报",
    "chongqing": "重庆 万州 涪陵 黔江 武陵都市 渝 三峡都市",
    "sichuan": "四川 华西 成都 天府 自贡 攀枝花 泸州 德阳 绵阳 广元 遂宁 内江 乐山 三江都市 南充 眉山 宜宾 广安 达州 雅安 巴中 "
    "资阳 阿坝 甘孜 凉山",
    "guizhou": "贵州 贵阳 六盘水 遵义 安顺 毕节 铜仁 黔",
    "yunnan": "云南 春城 昆明 曲靖 玉溪 保山 昭通 丽江 普洱 临沧 楚雄 红河 文山 西双版纳 大理 德宏 怒江 迪庆 滇池 都市时报",
    "xizang": "西藏 拉萨 日喀则 昌都 林芝 山南 那曲",
    "shaanxi": "陕西 华商报 三秦 西安 铜川 宝鸡 咸阳 渭南 延安 汉中 榆林 安康 商洛 阳光报 西北信息 各界导报 杨凌 秦岭",
    "gansu": "甘肃 兰州 嘉峪关 雄关 金昌 白银 天水 武威 张掖 平凉 酒泉 庆阳 陇东 定西 陇南 临夏 民族日报 甘南 鑫报 民主协商 镍都报 酒钢",
    "qinghai": "青海 西宁 海东 海西 果洛 黄南 格尔木 柴达木 西海",
    "ningxia": "宁夏 银川 石嘴山 吴忠 固原 中卫 新消息",
    "xinjiang": "新疆 乌鲁木齐 克拉玛依 吐鲁番 哈密 昌吉 伊犁 喀什 阿克苏 巴音郭楞 兵团 石河子 天山 塔城",
    "hongkong": "香港 大公报 文汇报 星岛",
    "macau": "澳门",
    "national": "中国 中华 人民日报 人民政协 人民铁道 人民邮电 光明日报 工人日报 经济日报 科技日报 农民日报 法制日报 解放军 证券日报 学习时报 "
    "国际金融 国际日报 经济参考 青年参考 讽刺与幽默 检察日报 石油 每日经济 文艺报 文摘报 企业家日报 公益时报 第一财经 农村金融 现代物流 家庭医生",
}
BY_HOST = {"wenweipo": "hongkong", "takungpao": "hongkong"}
"""Papers with the name of another one, by host."""

OF = {"national": " of the whole country", "unsorted": " whose province the facts do not tell"}

NAMES = {"jingjiangwanbao": "京江晚报", "检查日报": "检察日报"}
"""Names that the facts have wrong."""

FAMILIES = (
    ("nbs_paper", r"/nbs\.D\d+\w*\.htm$"),
    ("joyhua_paper", r"/\d{8}/html/(?:index|page_\w+)\.htm$"),
    ("articel_paper", r"/Page[A-Z]*\d{2,3}[A-Za-z]*\.htm$"),
    ("qpaper_paper", r"/Qpaper\.html$"),
    ("szbz_paper", r"/szbz/\d{8}/(?:Index|szbz\w+)\.Html$"),
    ("shtml_paper", r"/shtml/\w+/\d{8}/(?:v\w+|index)\.shtml$"),
    ("founder_paper", r"/\d{4}-\d{2}/\d{2}/node_\w+\.html?$"),
    ("founder_paper_new", r"/\d{6}/\d{2}/(?:node|col|n|l)_?\w*\d\.html?$"),
)
EXAMPLE = "2022-08-27"
SPECIFIC = re.compile(r"[.#][A-Za-z]")
"""A class or id, without which a selector fits every page."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n\n")[0])
    parser.add_argument("facts", type=Path)
    parser.add_argument("--all", action="store_true", help=f"write {BY_HAND}.toml too")
    options = parser.parse_args()
    rows = [json.loads(line) for line in options.facts.read_text(encoding="utf-8").splitlines()]
    for row in rows:
        row["name"] = NAMES.get(row["name"], row["name"])
    papers, left_out = usable(rows)
    by_file: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for paper in papers:
        by_file[paper["province"]].append(paper)
    name_all(papers)
    FOLDER.mkdir(exist_ok=True)
    for province, found in sorted(by_file.items()):
        path = FOLDER / f"{province}.toml"
        if province != BY_HAND or options.all or not path.exists():
            of = f" of {PROVINCES[province]}" if province in PROVINCES else OF[province]
            tables = [table(paper) for paper in sorted(found, key=lambda paper: paper["id"])]
            path.write_text(HEAD.format(of=of) + "\n" + "\n".join(tables), encoding="utf-8")
    print(f"{len(papers)} papers in {len(by_file)} files; left out: {left_out}")


def usable(rows: list[dict[str, Any]]) -> tuple[list[dict[str, Any]], Counter[str]]:
    """Return what can be walked; an address that two papers claim is that of the one
    whose initials it has.
    """
    left_out: Counter[str] = Counter()
    by_issue: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        issue = issue_of(row)
        if issue is None:
            left_out["no date in the address"] += 1
        else:
            by_issue[issue].append({**row, "issue": issue, "province": province_of(row["name"], row["host"])})
    papers = []
    for issue, claimed in by_issue.items():
        claimed.sort(key=lambda row: initials(row["name"]) not in re.split(r"\W+|(?<=\w)(?=html)", issue.lower()))
        papers.append(claimed[0])
        left_out["an address that is another's"] += len({row["name"] for row in claimed}) - 1
        left_out["the same once more"] += len(claimed) - len({row["name"] for row in claimed})
    return papers, left_out


def issue_of(row: dict[str, Any]) -> str | None:
    """Return the first page's address as `str.format` writes it."""
    url, form = row["url_template"], row["date_format"]
    if "{date}" not in url:  # an example stands in the place of the form
        digits = form.replace("%Y", r"\d{4}").replace("%m", r"\d{2}").replace("%d", r"\d{2}")
        url = re.sub(digits, "{date}", url, count=1)
    url = re.sub(r"/20\d\d/(?=\{date\})", "/{date:%Y}/", url).replace("/2{date}", "/{date}")
    url = own_folder(row, url).replace("{date}", "{date:" + form + "}").strip()
    return url if "%d" in url and "{date:" in url and "{" not in re.sub(r"\{date:[^}]*\}", "", url) else None


def own_folder(row: dict[str, Any], url: str) -> str:
    """Return the address with the folder that has the paper's initials, where only its
    examples have that one.
    """
    short, steps = initials(row["name"]), url.split("/")
    for example in row["examples"]:
        seen = example.split("/")
        if short in seen and short not in steps and seen[2] == steps[2] and seen.index(short) < len(steps) - 2:
            steps[seen.index(short)] = short
            return "/".join(steps)
    return url


def province_of(name: str, host: str) -> str:
    """Return the province of the longest place that a paper's name begins with or has
    in it.
    """
    for word, province in BY_HOST.items():
        if word in host:
            return province
    found = [
        (name.startswith(place), len(place), province)
        for province, places in PLACES.items()
        for place in places.split()
        if place in name
    ]
    return max(found)[2] if found else "unsorted"


def initials(name: str) -> str:
    """Return a name's initials.

    >>> initials("福州晚报")
    'fzwb'
    """
    letters = "".join(lazy_pinyin(re.sub(r"\W", "", name), style=Style.FIRST_LETTER)).lower()
    return re.sub("[^a-z0-9]", "", letters)


def name_all(papers: list[dict[str, Any]]) -> None:
    """Set the ids: initials, where they are no other paper's or site's; Fujian's papers
    come first with theirs.
    """
    taken = {*load().ids, *tomllib.loads((FOLDER / f"{BY_HAND}.toml").read_text(encoding="utf-8"))}
    for paper in sorted(papers, key=lambda paper: (paper["province"] != BY_HAND, paper["province"], paper["name"])):
        short = initials(paper["name"])
        full = re.sub("[^a-z0-9]", "", "".join(lazy_pinyin(paper["name"])).lower())
        words = (short, f"{short}_{paper['province']}", full, f"{full}_{paper['host'].split('.')[-2]}", f"{full}_2")
        paper["id"] = next(word for word in words if word not in taken)
        taken.add(paper["id"])


def table(paper: dict[str, Any]) -> str:
    """Write a paper's table."""
    family = family_of(paper)
    lines = [f"[{paper['id']}]", f"name = {quoted(paper['name'])}"]
    if family:
        lines.append(f"family = {quoted(family)}")
    lines.append(f"issue = {quoted(paper['issue'])}")
    if hosts := hosts_of(paper):
        lines.append(f"other_hosts = {array(hosts)}")
    *pages, article = paper["page_and_article_patterns"]
    if not fits(family, "pages", shown(paper)):
        lines.append(f"pages = {array(pages)}")
    if not fits(family, "articles", article):
        lines.append(f"articles = {array([article])}")
    if not family and (layout := layout_of(paper)):
        lines.append(f"layout = [{layout}]")
    lines.append(f"verified = {quoted(paper['last_verified'])}")
    return "\n".join(lines) + "\n"


def hosts_of(paper: dict[str, Any]) -> list[str]:
    """Return the hosts of the same domain on which its articles were seen, beside that
    of its issues.
    """
    own = host_of(paper["issue"])
    seen = dict.fromkeys(host_of(url) for url in paper["examples"])
    return [host for host in seen if host != own and registrable_domain(host) == registrable_domain(own)]


def family_of(paper: dict[str, Any]) -> str | None:
    return next((family for family, shape in FAMILIES if re.search(shape, shown(paper))), None)


def shown(paper: dict[str, Any]) -> str:
    """Return the address of one day's first page, without its parameters."""
    return re.sub(r"\{date:([^}]*)\}", lambda form: dated(form[1]), paper["issue"]).partition("?")[0]


def dated(form: str) -> str:
    year, month, day = EXAMPLE.split("-")
    return form.replace("%Y", year).replace("%m", month).replace("%d", day)


def fits(family: str | None, key: str, address: str) -> bool:
    """Return whether a family knows the address of a paper's first page, or what its
    articles' names begin with.
    """
    rule = load().family(family).issue if family else None
    if rule is None:
        return False
    if key == "pages":
        return any(compile_pattern(known).fits(address) for known in rule.pages)
    letters = re.match(r"[A-Za-z]*", address.rpartition("/")[2])
    assert letters is not None
    return any(f"/{letters[0]}" in known or compile_pattern(known).fits(sample(address)) for known in rule.articles)


def sample(pattern: str) -> str:
    r"""Return an address that an expression fits.

    >>> sample(r"html/\d+-\d+/\d+/content_\w+\.htm")
    'http://szb.example.cn/html/12-12/12/content_12.htm'
    """
    made = re.sub(r"(?<=[a-z])(?:\\w\+|\.\*)", "_12", pattern)
    made = re.sub(r"\\d\{\d+\}|\\d\+|\\w\+|\\d", "12", made).replace(".*", "12").replace("\\", "")
    name = made.rpartition("/")[2]
    made = made if "." in name else f"{made}.html"
    return made if made.startswith("http") else f"http://szb.example.cn/{made.lstrip('/')}"


def layout_of(paper: dict[str, Any]) -> str | None:
    """Return the rules of a paper of no family, where they are selectors that no other
    page has.
    """
    title, body = paper["title"], paper["body"]
    if not isinstance(title, dict) or not isinstance(body, dict):
        return None
    chosen = {"title": title.get("css"), "body": re.sub(r"[ >]+p(\[.*\])?$", "", body.get("css") or "")}
    if not all(rule and SPECIFIC.search(rule) and "[style" not in rule for rule in chosen.values()):
        return None
    return "{ " + ", ".join(f"{key} = {quoted(str(rule))}" for key, rule in chosen.items()) + " }"


def quoted(text: str) -> str:
    return f"'{text}'" if ("\\" in text or '"' in text) and "'" not in text else json.dumps(text, ensure_ascii=False)


def array(values: list[str]) -> str:
    return quoted(values[0]) if len(values) == 1 else f"[{', '.join(map(quoted, values))}]"


if __name__ == "__main__":
    main()
