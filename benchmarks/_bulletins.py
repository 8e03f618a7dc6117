"""Make pairs of short texts: bulletins of one sentence that differ by a word, bulletins
over one closing, and reprints of bulletins.

Each bulletin has places `{one|other}` where the two words make different news. None of
the texts are taken from anywhere.
"""

import random
import re
from collections.abc import Iterator, Sequence

from _damage import to_traditional

BULLETINS = (
    "市教育局昨日通报，城东小学食堂送检的样品{未|均}检出致病菌，家长委员会已派代表全程监督复检。",
    "经警方核实，网帖所称“{南|北}门菜场有人抢孩子”一事{系谣言|属实情}，请市民以官方通报为准。",
    "县防汛办今早研判认为，{安溪|永春}境内三座水库水位将在午后{回落|上涨}，下游村庄要做好相应准备。",
    "区法院昨天对这起劳动争议作出判决，{驳回|支持}原告张某要求补发工资的请求，当事人可在十五日内上诉。",
    "海峡客运码头通知，受大雾影响，今天下午开往琅岐岛的轮渡班次{停航|复航}，旅客可到售票窗口咨询。",
    "市医保局表示，从明年一月起，参保居民到外地住院{无需|仍需}办理备案手续，报销比例保持不变。",
    "省田径锦标赛昨晚收官，福建选手在女子跳高决赛中{夺冠|失利}，教练组对她的表现给予肯定。",
    "据急救中心介绍，被困电梯的{老汉|孕妇}送到医院后情况稳定，物业公司已对全部电梯停机检修。",
    "市自然资源局昨日挂牌的城西地块{流拍|成交}，业内人士认为这与近期楼市走势有关。",
    "乌龙江大桥{东|西}侧辅道今晨发生塌陷，交警已在现场设置隔离设施，抢修预计持续三天。",
    "连江县{筱埕|黄岐}镇昨天举行开渔仪式，数百艘渔船陆续出港，渔政部门加强了海上巡查。",
    "住在{白马|洪山}新村的居民反映，小区二次供水改造迟迟没有动静，街道办答应月底前给出答复。",
    "市委组织部昨日公示，拟任{陈国栋|陈国梁}为市交通运输局副局长，公示期为五个工作日。",
    "昨天傍晚，家住台江的{林婉清|林婉珍}在河边救起一名落水儿童，街道已为她申报见义勇为称号。",
    "市疾控中心提示，今年冬天流行的是{甲|乙}型流感，老人和孩子应尽早接种疫苗。",
    "公交集团宣布，夜班{K2|K3}线明起恢复运营，首班车晚上十点从火车站发出，途经五一广场。",
    "经业主投票，湖滨花园小区{续聘|解聘}现有物业公司，业委会将在一周内公布合同细节。",
    "区市场监管局抽查后认定，该店销售的燕窝{合格|造假}，处理结果已告知投诉人。",
    "气象台预计，本周末闽东沿海气温{回升|骤降}，并伴有偏北大风，渔民要留意海上天气。",
    "华侨中学昨日回应，高三年级{走读|住校}生下周起晚自习时间不变，学校会开放图书馆供学生使用。",
    "海关昨日查获一批藏在茶叶里的{象牙|玉石}制品，案件已经移交缉私部门进一步处理。",
    "受害人家属昨日对记者表示，他们{接受|不接受}对方提出的赔偿方案，并将继续与律师商量。",
    "市供水公司称，此次管道抢修{会|不会}影响上下杭片区居民的早高峰用水，请相互转告。",
    "县政府昨日决定{撤销|设立}溪口工业小区管理委员会，相关人员由人社部门统一安排。",
    "闽剧院新排的大戏今晚{首演|末演}，票价从五十元到二百元不等，凭学生证可享受优惠。",
    "昨晚在西湖公园走失的{花猫|柴犬}已被保安找到，失主连夜赶来认领并再三道谢。",
    "专家组认定，此次山体滑坡{与|与}附近采石场的爆破作业{有关|无关}，详细报告将向社会公布。",
    "市消协提醒，{充值|退款}类投诉近来明显增加，消费者要保存好票据和聊天记录。",
    "对外贸易部门统计，上月全市茶叶{出口|进口}额创下今年新高，其中乌龙茶占了一大半。",
    "他在接受采访时说，自己{从未|曾经}收受过承包商的任何礼品，愿意接受组织的调查。",
)
HELD_BACK = (
    "镇政府昨日贴出告示，{禁止|鼓励}村民在河滩上种植蔬菜，有意见的可以到便民服务中心登记。",
    "车站派出所介绍，丢失的{护照|手机}已经交还失主，对方送来一面锦旗表示谢意。",
    "省高速公路公司通知，{莆田|漳浦}服务区今晚起关闭加油站，过往司机请提前加满油。",
    "市妇联昨天召开的座谈会上，来自{企业|农村}的女代表占了多数，大家围绕托育服务提出建议。",
    "经抢救，在火灾中受伤的{两兄弟|两姐妹}已脱离危险，学校发起的募捐已筹得八万余元。",
    "工信部门公布的名单显示，该厂生产线属于{先进|落后}产能，有关企业可于下月提出申诉。",
    "市足协决定，{减轻|加重}对上轮比赛中冲突球员的处罚，俱乐部尚未对此作出回应。",
    "昨日开庭的这起案件中，被告人当庭{翻供|认罪}，法庭将择日宣判。",
    "市档案馆新近征集到的这批侨批{写|寄}于抗战时期，专家认为具有很高的史料价值。",
    "平潭{苏澳|流水}码头昨晚发生一起渔船碰撞，三名船员受轻伤，海事部门正在调查。",
    "校方称，被取消比赛资格的是{吴立言|吴立信}同学所在的班级，其他班级不受影响。",
    "市总工会的问卷显示，{大多数|极少数}受访司机对新的排班办法感到满意，结果将报送有关部门。",
)
"""Bulletins that were written after the rules, and by which nothing was chosen."""
CLOSINGS = (
    "凡本报记者署名文字、图片，版权均属本报所有。任何媒体、网站或个人未经授权，不得转载、链接、转贴或以其他方式使用；已获授权的，"
    "应注明来源。违者依法追究责任。",
    "想了解更多身边事，请扫描下方二维码关注本报官方微信，或下载手机客户端，在社区频道里与邻居们一起聊天、晒图、点评，每天都有小礼品等着你。",
    "“身边的变化”有奖征集活动仍在进行。读者可以把老照片、老物件背后的故事写下来，连同姓名和地址寄到编辑部。入选者将得到一套精美的纪念"
    "邮票。活动到年底截止。",
    "法律援助中心常年为经济困难的群众提供免费咨询。接待时间为工作日上午九时至下午五时，地点在行政服务中心二楼大厅。来访时请带好身份证件。"
    "行动不便者可以预约上门。",
    "垃圾分类从你我做起。可回收物要清空压扁，厨余垃圾要沥干水分，有害垃圾要轻拿轻放。让我们共同守护美丽的家园，把绿水青山留给子孙后代。",
    "购买福利商品请认准正规门店。本栏目由市民生服务联席会议办公室与本台联合主办。观众如有困难需要帮助，可在每晚八点节目播出时段拨打演播室电话。"
    "我们会安排专人跟进。",
)
HEADS = (
    "本报讯（记者 郭雅琴）",
    "新华社福州11月18日电（记者 邱明德）",
    "据海峡晨报消息，",
    "东南在线讯（通讯员 潘文彬）",
)
TAILS = ("（责任编辑：简淑惠）", "来源：海峡晨报　编辑：卢思敏", "[责编：颜文杰]", "（完）")
CHOICE = re.compile(r"\{([^|}]*)\|([^}]*)\}")
Pair = tuple[str, str, str]  # kind, one text, another; kinds that begin with neg_ are different news


def bulletin(text: str, side: int) -> str:
    """Write a bulletin with the first or the second word of each choice.

    >>> bulletin("{东|西}侧辅道今晨发生塌陷", 0), bulletin("{东|西}侧辅道今晨发生塌陷", 1)
    ('东侧辅道今晨发生塌陷', '西侧辅道今晨发生塌陷')
    """
    return CHOICE.sub(lambda choice: choice[1 + side], text)


def bulletin_pairs(bulletins: Sequence[str] = BULLETINS, seed: int = 1) -> Iterator[Pair]:
    """Yield pairs: one word changed, one closing or opening over two bulletins, and
    reprints."""
    random_ = random.Random(seed)
    for text in bulletins:
        one, other = bulletin(text, 0), bulletin(text, 1)
        yield "neg_one_word", one, other
        yield "neg_one_word", random_.choice(HEADS) + one, other + "\n" + random_.choice(TAILS)
        yield "bulletin_reprint", one, reprint(one, random_)
        yield "bulletin_reprint", reprint(one, random_), reprint(one, random_)
        yield "bulletin_title", one, f"原标题：{one[:12]}…\n{one}"
        closing = random_.choice(CLOSINGS)
        yield "neg_one_word_closing", f"{one}\n{closing}", f"{other}\n{closing}"
        yield "bulletin_closing", f"{one}\n{closing}", reprint(one, random_)
        yield "bulletin_closing", f"{one}\n{closing}", f"{reprint(one, random_)}\n{closing}"
        other = bulletin(random_.choice([each for each in bulletins if each != text]), 0)
        for closing in CLOSINGS:
            yield "neg_closing", f"{one}\n{closing}", f"{other}\n{closing}"
            yield "neg_opening", f"{closing}\n{one}", f"{closing}\n{other}"
            yield "neg_closing_credit", f"{HEADS[0]}{one}\n{closing}", f"{other}\n{closing}\n{random_.choice(TAILS)}"


def reprint(text: str, random_: random.Random) -> str:
    """Reprint a text: another dateline, credit and punctuation, or the other script."""
    text = random_.choice(
        [text, text.replace("，", ","), text.replace("“", "「").replace("”", "」"), text.replace("昨日", "今天")]
    )
    text = random_.choice([text, text, text.translate(to_traditional())])
    return random_.choice(HEADS) + text + random_.choice(["", "\n" + random_.choice(TAILS)])
