"""Forms that are filled in with another name make another article; reprints that write the same
in other words, numerals or transcriptions do not."""

import pytest

from newscrawl.dedup import Index
from newscrawl.dedup.comparison import Text, compare_whole
from newscrawl.dedup.prepared import prepare_text
from tests.dedup.articles import HARVEST, METRO, MUSEUM, cut

EXAM = (
    "{0}2025年事业单位公开招聘工作人员笔试定于4月26日举行，报名时间为3月18日9时至3月22日17时，采取网上报名方式。报考人员须具有良好的品行，"
    "年龄在35周岁以下。笔试科目为《综合基础知识》，满分150分，成绩由{0}人力资源和社会保障局公布。面试人选按1∶3的比例从高分到低分确定。"
    "考试不指定复习用书，不举办也不委托任何机构举办培训班，考生可登录人事考试网查询。"
)
ROADWORKS = (
    "为配合市政道路施工，保障道路交通安全、有序、畅通，市公安局交警支队决定自7月16日起至7月25日止，对{}采取临时交通管制措施。管制期间，禁止"
    "机动车通行，沿线居民及单位车辆凭证出入。途经该路段的公交线路临时绕行，请广大驾驶人根据交通标志指示通行，服从现场民警指挥，提前选择出行路线。"
    "违反通告规定的，将依法予以处罚。"
)
CATERING = (
    "{0}食堂食材配送服务项目采用公开招标方式采购，潜在投标人应在政府采购网获取招标文件，并于3月12日上午9时前递交投标文件。采购需求：为{0}提供粮油、"
    "蔬菜、肉类等食材配送服务，合同履行期限一年。投标人须具有独立承担民事责任的能力，有依法缴纳税收和社会保障资金的良好记录。本项目不接受联合体投标。"
)
SUMMONS = (
    "{0}：本院受理原告城东农村商业银行股份有限公司与被告{0}金融借款合同纠纷一案，现依法向你公告送达起诉状副本、应诉通知书、举证通知书及开庭传票。"
    "自公告之日起经过30日即视为送达。提出答辩状和举证的期限分别为公告期满后15日和30日内，并定于举证期满后第3日上午9时在第五审判庭公开开庭审理，"
    "逾期将依法缺席裁判。"
)
FESTIVAL = (
    "原定于本周六晚在五一广场举行的元宵灯会{}，市民可通过官方微信了解后续安排。主办方表示，本届灯会共布置大型灯组六十余组，融合传统民俗与现代光影技术，"
    "设有猜灯谜、非遗展演、美食集市等活动，乘坐地铁一号线可直达现场，周边停车场将免费开放。"
)


def found(one: str, other: str) -> str:
    first, second = prepare_text(one), prepare_text(other)
    return compare_whole(Text(first.canonical, first.sentences), (), Text(second.canonical)).finding


@pytest.mark.parametrize(
    ("form", "one", "other"),
    [
        (EXAM, "闽清县", "安溪县"),
        (EXAM, "大田县", "古田县"),  # one letter, which is no damage
        (ROADWORKS, "湖东路（五里亭路段）", "福新路（融侨路段）"),
        (ROADWORKS, "六一路（南门兜路段）", "国货路（黎明路段）"),
        (CATERING, "第二中学", "实验幼儿园"),
        (CATERING, "中心小学", "职业中专"),
        (SUMMONS, "林国栋", "洪雨桐"),
        (FESTIVAL, "因天气原因推迟举行", "因故取消"),
        (FESTIVAL, "将如期举行", "因故取消"),
    ],
)
def test_a_form_with_another_name_is_another_article(form: str, one: str, other: str) -> None:
    assert found(form.format(one), form.format(other)) == "words"


@pytest.mark.parametrize(
    ("text", "changes"),
    [
        (METRO, {"三十公里": "30公里", "二十二座": "22座", "一个半": "1个半", "四十": "40", "十七条": "17条", "十点半": "10点半"}),
        (HARVEST, {"当地": "建瓯市", "近年来": "这几年", "提醒": "说"}),
        ("今年前四个月进出口增长百分之五点七，其中出口七点八一万亿元。" + METRO, {"百分之五点七": "5.7%", "七点八一": "7.81"}),
        ("去年全市新开三条线路，今年再开两条，今年投入更多。" + METRO, {"去年": "2019年", "今年": "2020年", "全市": "福州市"}),
        (METRO + "居民说，居民的出行方式正在不断改变，推动绿色出行。", {"居民": "市民", "不断": "持续", "推动": "推进"}),
        ("普京同特朗普通了电话，普京说会谈有益，特朗普也这样说。" + METRO, {"普京": "普丁", "特朗普": "川普"}),
    ],
)  # fmt: skip
def test_a_reprint_in_other_words_and_numerals_is_a_copy(text: str, changes: dict[str, str]) -> None:
    copy = text
    for one, other in changes.items():
        copy = copy.replace(one, other)
    assert copy != text
    assert found(text, copy) in ("same", "copy")


def test_a_text_that_is_mostly_its_own_is_not_lost_with_the_flash_that_it_contains() -> None:
    flash = cut(METRO, 2)
    with Index.open(":memory:") as index:
        index.add("flash", flash)
        story = index.judge("story", f"{flash}\n{HARVEST}\n{MUSEUM}")
        framed = index.judge("framed", f"本报讯（记者 林晓东）{flash}\n推荐阅读：周末去哪儿赏花\n（责任编辑：黄海燕）")
    assert (story.relation, story.of, story.is_redundant) == ("contains", "flash", False)
    assert framed.is_redundant
