"""Names of people, places, offices and firms, out of which the vocabulary of the prose is made.

Places are real (Fujian's cities, counties and streets), people and firms are put together by chance.
"""

from collections.abc import Callable, Sequence

from .grammar import Vocabulary, Writer

SURNAMES = (
    "林陈黄郑王张李吴刘蔡杨许谢苏周叶曾江赖徐何邱罗卢翁柯廖施游余郭洪朱高赵沈潘魏方宋程范彭詹傅庄邓董姚康严温戴薛池阮"
    "俞官蓝雷钟倪章蒋丁梁唐韩冯曹袁吕危连包梅艾"
)
GIVEN_ONE = "芳强伟敏静磊洋勇艳杰娟涛明超霞平刚辉鹏华飞鑫波斌宇凯健俊帆雪琳婷玲颖晖炜锋昕钰榕晟琪煜彬悦翔莹"
GIVEN_FIRST = "晓志文建国海雅思子雨佳俊秀丽永金明春剑庆少惠美玉宏泽浩梓欣嘉诗家世振启宗伯瑞彦若书晨凌立正学光锦长慧"
GIVEN_SECOND = (
    "芳强明辉华英玲燕萍斌杰龙生平军峰红梅琴云霞清勇鹏飞涵怡轩豪鸿林松文武航凡宁珍钦钗炎煌坤彬淋妹雄顺泉洲灿晖珊瑜瑶铭烨"
)

DISTRICTS = {
    "福州": "鼓楼区 台江区 仓山区 晋安区 马尾区 长乐区 福清市 闽侯县 连江县 罗源县 闽清县 永泰县",
    "厦门": "思明区 湖里区 集美区 海沧区 同安区 翔安区",
    "莆田": "城厢区 涵江区 荔城区 秀屿区 仙游县",
    "泉州": "鲤城区 丰泽区 洛江区 泉港区 石狮市 晋江市 南安市 惠安县 安溪县 永春县 德化县",
    "漳州": "芗城区 龙文区 龙海市 云霄县 漳浦县 诏安县 长泰县 东山县 南靖县 平和县 华安县",
    "三明": "梅列区 三元区 永安市 明溪县 清流县 宁化县 大田县 尤溪县 沙县 将乐县 泰宁县 建宁县",
    "南平": "延平区 建阳区 邵武市 武夷山市 建瓯市 顺昌县 浦城县 光泽县 松溪县 政和县",
    "宁德": "蕉城区 福安市 福鼎市 霞浦县 古田县 屏南县 寿宁县 周宁县 柘荣县",
    "龙岩": "新罗区 永定区 漳平市 长汀县 上杭县 武平县 连城县",
    "平潭": "潭城镇 苏澳镇 流水镇 澳前镇 北厝镇 敖东镇",
}
STREETS = {
    "福州": "五四路 八一七路 六一路 工业路 国货路 古田路 湖东路 华林路 杨桥路 津泰路 白马路 二环路 三环路 江滨大道 福飞路 福马路 "
    "则徐大道 金山大道 浦上大道 洪山桥 乌山路 东大路 群众路 上浦路 鳌峰路 闽江大道 南江滨大道 化工路 秀峰路 连潘路 西洪路 尤溪洲桥",
    "厦门": "湖滨南路 嘉禾路 厦禾路 鹭江道 成功大道 仙岳路 莲前西路 环岛路 杏林湾路 同集路 翔安大道 沧虹路 钟林路",
}
STREET_HEADS = "中山 解放 人民 胜利 新华 建设 和平 东街 西湖 学府 滨江 环城 延安 文昌 朝阳 府前 南门 北大 凤凰 龙腾 武夷 闽赣 玉屏 学院"
VILLAGE_HEADS = "上 下 前 后 东 西 南 北 大 小 新 古 林 陈 黄 石 龙 凤 梅 竹 桂 莲 溪 湖 洋 洪 白 青 红 金 银 柳 桥 塔 岩 井 坂 双 三 五"
VILLAGE_TAILS = "洋 坂 坑 厝 湖 溪 岭 埔 头 墩 山 塘 安 亭 兜 浦 宅 垄 源 峰 田 园 屿 郑 林 境 地 门 尾 岐"
TOWNS = (
    "尚干镇 祥谦镇 琅岐镇 亭江镇 白沙镇 大湖乡 荆溪镇 洋里乡 嵩口镇 梧桐镇 葛岭镇 东桥镇 坂东镇 塔庄镇 起步镇 飞竹镇 霍口乡 "
    "黄岐镇 筱埕镇 苔菉镇 马鼻镇 透堡镇 晓澳镇 龙田镇 江阴镇 海口镇 渔溪镇 东张镇 金峰镇 潭头镇 文岭镇 梅花镇 古槐镇 罗联乡 "
    "宦溪镇 寿山乡 日溪乡 北峰 盖山镇 城门镇 建新镇 螺洲镇 岳峰镇 鼓山镇 新店镇 甘蔗街道 上街镇 南屿镇 南通镇 竹岐乡 鸿尾乡 小箬乡"
)
COMMUNITY_HEADS = "金桥 锦江 东泰 观风亭 南湖 庆城 中山 水部 开元 孝义 军门 河东 屏西 天泉 凤湖 象园 秀山 三木 滨江 融侨 世茂 鑫龙 兰庭 阳光 桃园 景城 万科 洋下 鹤林 双坂 台屿 红星"
COMPANY_MIDDLES = "宏利 恒盛 海源 闽荣 榕江 汇锦 金纶 永鸿 瑞丰 华拓 天辰 景丰 正源 锐捷达 百益 中诺 新东湖 坤彩 三迪 力恒 合力泰 翔隆 鑫泽 亿航 德诺 启明星 长兴 万佳 蓝海 福耀森 安井源 森达"
COMPANY_TAILS = (
    "科技 纺织 食品 机械 电子 建材 生物 水产 物流 鞋业 茶业 新材料 光电 环保 农业 医药 信息技术 船舶 模具 包装"
)
BUREAUS = (
    "交通运输局 教育局 卫健委 公安局 市场监管局 住建局 城管委 农业农村局 林业局 水利局 文旅局 人社局 民政局 生态环境局 应急管理局 "
    "商务局 发改委 工信局 统计局 医保局 自然资源和规划局 海洋与渔业局 园林中心 气象局 消防救援支队 总工会 团市委 妇联 残联 司法局"
)
SCHOOLS = "实验小学 第三中学 第十八中学 附属中学 华侨中学 师范附小 第二实验小学 第五中心小学 职业中专学校 外国语学校 第一幼儿园 滨江小学 钱塘小学 屏东中学 延安中学 时代中学 教育学院附中"
HOSPITALS = "第一医院 第二医院 中医院 妇幼保健院 人民医院 协和医院 总医院 肺科医院 皮肤病防治院 孟超肝胆医院 急救中心 儿童医院 社区卫生服务中心"
MOUNTAINS = "鼓山 旗山 五虎山 于山 乌山 金鸡山 青云山 石竹山 鼓岭 雪峰山 大樟溪 白云山 高盖山 福山 牛岗山 十八重溪 青芝山 太姥山 清源山 云居山"
RIVERS = "闽江 乌龙江 晋安河 白马河 光明港 大樟溪 敖江 龙江 流花溪 洋洽河 磨洋河 新西河 安泰河 凤坂河 解放溪 马洲河 跃进河 梅溪 霍童溪 木兰溪"
FOODS = "鱼丸 肉燕 锅边糊 佛跳墙 拌面 线面 荔枝肉 海蛎饼 芋泥 花生汤 光饼 拗九粥 太平燕 扁肉 沙茶面 米粉 牛肉丸 土笋冻 虾酥 礼饼"
CROPS = "橄榄 茉莉花 李干 脐橙 蜜柚 葡萄 枇杷 芙蓉李 水稻 茶叶 食用菌 大黄鱼 鲍鱼 海带 番薯 甘蔗 荔枝 龙眼 生姜 花生 油茶 百香果 白萝卜 莲子"
TRADES = "快递员 出租车司机 退休教师 个体户 护士 保安 环卫工人 外卖骑手 网约车司机 大学生 工程师 厨师 理发师 中学教师 社区网格员 公交司机 水电工 装修工 会计 水果摊主 渔民 茶农 店主 程序员"
FIELDS = "教育 医疗 交通 环保 养老 住房 就业 消费 旅游 文化 体育 食品安全 营商环境 乡村振兴 城市管理"
LEADS = "负责人 工作人员 有关负责人 值班人员 一位科长 副主任 经办人员 现场负责人 宣传干事"


def _words(words: str) -> Callable[[Writer], str]:
    pool = words.split()
    return lambda writer: writer.pick(pool)


def person(writer: Writer) -> str:
    """A full name; one in four has a given name of one character, as among today's adults."""
    surname = writer.pick(SURNAMES)
    if writer.random.random() < 0.25:
        return surname + writer.pick(GIVEN_ONE)
    return surname + writer.pick(GIVEN_FIRST) + writer.pick(GIVEN_SECOND)


def _mr(writer: Writer) -> str:
    return writer.pick(SURNAMES) + writer.pick(
        ("先生", "女士", "大爷", "阿姨", "师傅", "小姐", "老伯", "大姐", "依姆", "某某"[:1])
    )


def _district(writer: Writer) -> str:
    return writer.pick(DISTRICTS[writer.slot("city")].split())


def _road(writer: Writer) -> str:
    known = STREETS.get(writer.slot("city"))
    if known and writer.random.random() < 0.7:
        return writer.pick(known.split())
    return writer.pick(STREET_HEADS.split()) + writer.pick(("路", "东路", "西路", "南路", "北路", "街", "大道", "巷"))


def _village(writer: Writer) -> str:
    return writer.pick(VILLAGE_HEADS.split()) + writer.pick(VILLAGE_TAILS.split()) + "村"


def _community(writer: Writer) -> str:
    return writer.pick(COMMUNITY_HEADS.split()) + writer.pick(("社区", "社区", "小区", "花园", "新村", "苑"))


def _company(writer: Writer) -> str:
    head = writer.pick(("福建", writer.slot("city"), writer.slot("district"), ""))
    tail = writer.pick(("公司", "有限公司", "股份有限公司", "集团"))
    return head + writer.pick(COMPANY_MIDDLES.split()) + writer.pick(COMPANY_TAILS.split()) + tail


def _bureau(writer: Writer) -> str:
    level = writer.pick((writer.slot("city") + "市", writer.slot("district"), "市", "省", "福建省"))
    return level.replace("平潭市", "平潭综合实验区") + writer.pick(BUREAUS.split())


def _school(writer: Writer) -> str:
    return writer.pick((writer.slot("city"), writer.slot("district"), "")) + writer.pick(SCHOOLS.split())


def _hospital(writer: Writer) -> str:
    return writer.pick((writer.slot("city") + "市", writer.slot("district"), "省")) + writer.pick(HOSPITALS.split())


def _money(writer: Writer) -> str:
    return writer.write("[{2-98}.{1-9}万|{3-96}万|{120-980/10}万|{1-48}.{1-9}亿|{2-30}亿|{300-9800/20}]元")


def _percent(writer: Writer) -> str:
    return writer.write("[{2-96}.{1-9}|{3-98}]%")


def _clock(writer: Writer) -> str:
    return writer.write(
        "[凌晨{1-4}|清晨{5-6}|上午{8-11}|下午{2-5}|晚上{7-10}|傍晚{5-6}|中午{11-12}][时许|点多|时{10-55/5}分|点左右|点半]"
    )


VOCABULARY: Vocabulary = {
    "person": person,
    "mr": _mr,
    "surname": lambda writer: writer.pick(SURNAMES),
    "district": _district,
    "road": _road,
    "village": _village,
    "town": _words(TOWNS),
    "community": _community,
    "company": _company,
    "bureau": _bureau,
    "school": _school,
    "hospital": _hospital,
    "mountain": _words(MOUNTAINS),
    "river": _words(RIVERS),
    "food": _words(FOODS),
    "crop": _words(CROPS),
    "trade": _words(TRADES),
    "field": _words(FIELDS),
    "lead": _words(LEADS),
    "money": _money,
    "pct": _percent,
    "clock": _clock,
}


def names(writer: Writer, count: int) -> tuple[str, ...]:
    """Distinct full names."""
    found: dict[str, None] = {}
    while len(found) < count:
        found[person(writer)] = None
    return tuple(found)


def without_doubles(pool: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(pool))
