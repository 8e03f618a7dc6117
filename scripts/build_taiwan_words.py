"""Build `newscrawl/dedup/tables/taiwan_words.txt` from OpenCC: words for which Taiwan
has another word (信息, 资讯).

Run `python scripts/build_taiwan_words.py` after `pip install opencc`. The table is
committed. A line holds a mainland word and a Taiwan word in canonical (Simplified)
characters, less the characters that both begin or end with.
"""

import subprocess
import tempfile
from itertools import pairwise
from pathlib import Path

import opencc
from rapidfuzz.distance import LCSseq

from newscrawl.dedup.replaced_words import without_common_ends
from newscrawl.text.script import compare_key

TABLE = Path(__file__).resolve().parents[1] / "newscrawl" / "dedup" / "tables" / "taiwan_words.txt"
OPENCC = Path(opencc.__file__).parent / "clib"


# Words that OpenCC converted once, and that many mirrors still do.
ALSO = "通过 透过; 回复 回覆; "
# Countries, cities and persons that Taiwan writes with other characters.
NAMES = (
    "普京 普丁; 特朗普 川普; 奥巴马 欧巴马; 布什 布希; 里根 雷根; 克林顿 柯林顿; 默克尔 梅克尔; 马克龙 马克宏; "
    "泽连斯基 泽伦斯基; 内塔尼亚胡 纳坦雅胡; 埃尔多安 艾尔段; 万斯 范斯; 鲁比奥 卢比欧; 扎克伯格 祖克柏; 萨科齐 萨科吉; "
    "撒切尔 柴契尔; 肯尼迪 甘迺迪; 贝克汉姆 贝克汉; 卡塔尔 卡达; 沙特 沙乌地; 悉尼 雪梨; 新西兰 纽西兰; 意大利 义大利; "
    "乌兹别克斯坦 乌兹别克; 哈萨克斯坦 哈萨克; 吉尔吉斯斯坦 吉尔吉斯; 塔吉克斯坦 塔吉克; 土库曼斯坦 土库曼; 阿塞拜疆 亚塞拜然; "
    "格鲁吉亚 乔治亚; 肯尼亚 肯亚; 尼日利亚 奈及利亚; 埃塞俄比亚 衣索比亚; 坦桑尼亚 坦尚尼亚; 津巴布韦 辛巴威; 赞比亚 尚比亚; "
    "莫桑比克 莫三比克; 也门 叶门; 加沙 加萨; 朝鲜 北韩; 韩国 南韩; 克罗地亚 克罗埃西亚; 斯洛文尼亚 斯洛维尼亚; "
    "塞浦路斯 赛普勒斯; 马耳他 马尔他; 危地马拉 瓜地马拉; 洪都拉斯 宏都拉斯; 厄瓜多尔 厄瓜多; 多米尼加 多明尼加; "
    "巴布亚新几内亚 巴布亚纽几内亚; 瓦努阿图 万那杜; 图瓦卢 吐瓦鲁; 迪拜 杜拜; 戛纳 坎城; 奔驰 宾士; 马尔代夫 马尔地夫; "
)


def differing(word: str, other: str) -> set[tuple[str, str]]:
    """Return what differs between two words, as a whole and piece by piece (首席执行官, 执行长:
    官, 长).
    """
    pairs = {without_common_ends(word, other)}
    for before, after in pairwise(LCSseq.opcodes(word, other).as_matching_blocks()):
        pairs.add((word[before.a + before.size : after.a], other[before.b + before.size : after.b]))
    return {pair for pair in pairs if all(pair)}


def _words(text: str) -> list[list[str]]:
    return [list(map(compare_key, pair.split())) for pair in text.split(";") if pair.strip()]


def main() -> None:
    """Write OpenCC's Taiwan vocabulary as pairs of differing characters."""
    with tempfile.TemporaryDirectory() as folder:
        plain = Path(folder) / "words.txt"
        dictionary = OPENCC / "share" / "opencc" / "TWPhrases.ocd2"
        command = [OPENCC / "bin" / "opencc_dict", "-i", dictionary, "-o", plain, "-f", "ocd2", "-t", "text"]
        subprocess.run(command, check=True)
        lines = plain.read_text(encoding="utf-8").splitlines()
    pairs: set[tuple[str, str]] = set()
    for line in lines:
        word, others = line.split("\t")
        for other in others.split():
            pairs |= differing(compare_key(word), compare_key(other))
    pairs |= {pair for word, other in _words(ALSO) for pair in differing(word, other)}
    pairs |= {pair for word, other in _words(NAMES) for pair in differing(word, other) if min(map(len, pair)) > 1}
    TABLE.write_text("".join(f"{one}\t{other}\n" for one, other in sorted(pairs)), encoding="utf-8")


if __name__ == "__main__":
    main()
