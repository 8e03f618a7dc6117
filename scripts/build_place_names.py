"""Build `newscrawl/dedup/tables/place_names.txt`: provinces, cities, counties and
countries by the names that news has for them.

Run `python scripts/build_place_names.py CSV`, the file `pca.csv` of addressparser
(MIT licence, https://github.com/shibing624/addressparser): country, province,
city and county of each line. The kind of a place is taken off (福州市 → 福州, 恩施土家族苗族自治州 →
恩施) where two characters or more are left; parks and zones of firms are left out. The
countries are written out below.
"""

import csv
import re
import sys
from pathlib import Path

TABLE = Path(__file__).resolve().parents[1] / "newscrawl" / "dedup" / "tables" / "place_names.txt"
LONGEST = 5
COUNTRIES = """
美国 英国 法国 德国 日本 韩国 朝鲜 印度 泰国 越南 老挝 缅甸 柬埔寨 马来西亚 新加坡 印度尼西亚 印尼 菲律宾 文莱 东帝汶 蒙古国 巴基斯坦
孟加拉国 斯里兰卡 尼泊尔 不丹 马尔代夫 阿富汗 伊朗 伊拉克 沙特 阿联酋 卡塔尔 科威特 巴林 阿曼 也门 约旦 黎巴嫩 叙利亚 以色列 巴勒斯坦 土耳其
塞浦路斯 俄罗斯 乌克兰 白俄罗斯 哈萨克斯坦 乌兹别克斯坦 吉尔吉斯斯坦 塔吉克斯坦 土库曼斯坦 格鲁吉亚 亚美尼亚 阿塞拜疆 意大利 西班牙 葡萄牙 荷兰
比利时 卢森堡 瑞士 奥地利 波兰 捷克 匈牙利 塞尔维亚 克罗地亚 斯洛文尼亚 斯洛伐克 罗马尼亚 保加利亚 希腊 阿尔巴尼亚 瑞典 挪威 芬兰 丹麦 冰岛
爱尔兰 爱沙尼亚 拉脱维亚 立陶宛 摩尔多瓦 马耳他 埃及 苏丹 埃塞俄比亚 肯尼亚 坦桑尼亚 乌干达 卢旺达 赞比亚 津巴布韦 莫桑比克 南非 安哥拉
尼日利亚 加纳 塞内加尔 几内亚 喀麦隆 加蓬 摩洛哥 阿尔及利亚 突尼斯 利比亚 纳米比亚 博茨瓦纳 马达加斯加 毛里求斯 加拿大 墨西哥 古巴 巴拿马
哥斯达黎加 委内瑞拉 哥伦比亚 秘鲁 智利 阿根廷 巴西 玻利维亚 厄瓜多尔 乌拉圭 巴拉圭 圭亚那 苏里南 多米尼加 牙买加 澳大利亚 新西兰 斐济 汤加
"""
GROUPS = (
    "蒙古|回|藏|维吾尔|苗|彝|壮|布依|朝鲜|满|侗|瑶|白|土家|哈尼|哈萨克|傣|黎|傈僳|佤|畲|拉祜|水|东乡|纳西|景颇|柯尔克孜|土|达斡尔|仫佬|羌|布朗"
    "|撒拉|毛南|仡佬|锡伯|阿昌|普米|塔吉克|怒|鄂温克|德昂|保安|裕固|独龙|鄂伦春|门巴|各"
)
KIND = re.compile(rf"(?<=..)(?:(?:(?:{GROUPS})族?)*自治[区州县旗]|特别行政区|新区|林区|地区|矿区|[省市区县旗盟])$")
ZONE = re.compile(
    "开发|园区|产业|示范|合作|管理|实验|试验|基地|工业|保税|高新|风景|行政委员会|直辖|农场|[\\W0-9a-zA-Z]"
)


def main(path: Path) -> None:
    names = set(COUNTRIES.split())
    with path.open(encoding="utf-8", newline="") as lines:
        for _country, *places in csv.reader(lines):
            for place in places[:3]:
                name = KIND.sub("", place)
                if 2 <= len(name) <= LONGEST and not ZONE.search(place):
                    names.add(name)
    by_length = [" ".join(sorted(name for name in names if len(name) == length)) for length in range(2, LONGEST + 1)]
    TABLE.write_text("\n".join(by_length) + "\n", encoding="utf-8")
    print(f"{len(names)} names")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
