"""Texts to judge: template families as regional sites print them every day, articles, and what reprinting does to them.

All are written for the tests. A family is told by its numbers, names and places alone; a copy keeps those.
"""

import random
from collections.abc import Callable

CITIES = [
    "福州",
    "厦门",
    "泉州",
    "漳州",
    "莆田",
    "宁德",
    "三明",
    "南平",
    "龙岩",
    "晋江",
    "石狮",
    "福清",
    "长乐",
    "永安",
]
ROADS = [
    "鼓屏",
    "五四",
    "工业",
    "华林",
    "杨桥",
    "八一七",
    "江滨",
    "上三",
    "连江",
    "福马",
    "国货",
    "群众",
    "六一",
    "西洪",
    "古田",
    "湖东",
]
SURNAMES = ["陈", "林", "黄", "张", "吴", "李", "郑", "王", "刘", "苏", "蔡", "杨", "许", "谢", "曾", "罗"]
GIVEN = [
    "建国",
    "志强",
    "晓东",
    "海燕",
    "雪梅",
    "文彬",
    "丽娜",
    "国辉",
    "美玲",
    "永福",
    "秀英",
    "伟民",
    "振华",
    "淑芳",
    "明辉",
    "少华",
]
COUNTRIES = [
    "斯洛伐克",
    "泰国",
    "新西兰",
    "智利",
    "巴西",
    "尼泊尔",
    "爱尔兰",
    "匈牙利",
    "哈萨克斯坦",
    "肯尼亚",
    "挪威",
    "越南",
    "塞尔维亚",
    "印度尼西亚",
]
FIRMS = [
    "海源",
    "闽东",
    "天马",
    "星网",
    "宏远",
    "福耀",
    "惠泉",
    "青山",
    "象屿",
    "金龙",
    "紫云",
    "恒安",
    "九牧",
    "七匹狼",
]
WEATHER = ["晴", "多云", "阴", "小雨", "中雨", "雷阵雨", "阴转多云", "小雨转阴", "多云转晴"]
WINDS = ["东北风", "东风", "南风", "西南风", "北风"]
COMMON = "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后"


class Newsroom:
    """Writes articles of a template family; the same seed writes the same ones."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)

    def pick(self, words: list[str]) -> str:
        """Choose a word."""
        return self.random.choice(words)

    def number(self, low: int, high: int) -> int:
        """Choose a number."""
        return self.random.randint(low, high)

    def day(self) -> str:
        """Choose a day."""
        return f"{self.number(1, 12)}月{self.number(1, 28)}日"

    def person(self) -> str:
        """Make up a name."""
        return self.pick(SURNAMES) + self.pick(GIVEN)

    def road(self) -> str:
        """Make up a road."""
        return self.pick(ROADS) + self.pick(["路", "大道", "北路", "南路"])

    def weather(self) -> str:
        """A forecast."""
        low = self.number(-2, 24)
        return (
            f"{self.pick(CITIES)}市气象台{self.day()}发布天气预报：今天夜间到明天{self.pick(WEATHER)}，{self.pick(WINDS)}"
            f"{self.number(1, 5)}级，最低气温{low}℃，最高气温{low + self.number(4, 11)}℃，相对湿度{self.number(30, 60)}%到"
            f"{self.number(61, 98)}%。\n气象部门提醒，近期昼夜温差较大，请市民朋友注意及时增减衣物，预防感冒；出行请留意路况，注意"
            "交通安全；户外活动做好防护，关注最新预报预警信息。"
        )

    def warning(self) -> str:
        """A weather warning with its standing advice, which is longer than the news."""
        hour = self.number(6, 18)
        return (
            f"{self.pick(CITIES)}市气象台{self.day()}{hour}时{self.number(0, 59)}分发布高温橙色预警信号，预计未来"
            f"{self.pick(['6', '12', '24'])}小时内，{self.pick(CITIES)}、{self.pick(CITIES)}等地日最高气温将升至"
            f"{self.number(37, 41)}℃以上，请注意防范。\n防御指南：\n有关部门和单位按照职责落实防暑降温保障措施；\n尽量避免在高温时段"
            "进行户外活动，高温条件下作业的人员应当缩短连续工作时间；\n对老、弱、病、幼人群提供防暑降温指导，并采取必要的防护措施；\n"
            "有关部门和单位应当注意防范因用电量过高，以及电线、变压器等电力负载过大而引发的火灾。"
        )

    def power_cut(self) -> str:
        """A notice of the power company."""
        return (
            f"据国网{self.pick(CITIES)}供电公司消息，为保障电网安全稳定运行，计划于{self.day()}{self.number(6, 9)}时至"
            f"{self.number(15, 20)}时对10千伏{self.road()}线进行检修，停电范围为{self.road()}{self.number(1, 300)}号至"
            f"{self.road()}{self.number(1, 300)}号沿线用户。\n请上述停电范围内的用户提前做好准备，合理安排生产生活，停电期间请勿触碰"
            "供电设施，遇恶劣天气检修工作可能顺延，请以实际为准。由此给您带来的不便，敬请谅解。"
        )

    def lottery(self) -> str:
        """A draw of the lottery."""
        red = sorted(self.random.sample(range(1, 34), 6))
        return (
            f"福彩双色球第{self.number(2015, 2024)}{self.number(1, 153):03}期今晚开奖，红球号码为"
            f"{'、'.join(f'{ball:02}' for ball in red)}，蓝球号码为{self.number(1, 16):02}。\n当期开出一等奖{self.number(1, 20)}注，"
            f"单注奖金{self.number(500, 999)}万元；二等奖{self.number(60, 300)}注，单注奖金{self.number(90_000, 300_000)}元。"
            f"全国销量{self.number(3, 4)}.{self.number(10, 99)}亿元，奖池金额{self.number(8, 20)}.{self.number(10, 99)}亿元。"
            "\n彩市有风险，投注需谨慎，请广大彩民量力而行、理性购彩，未成年人不得购买彩票及兑奖。"
        )

    def pledge(self) -> str:
        """A stock exchange notice."""
        return (
            f"{self.pick(FIRMS)}股份{self.number(2015, 2024)}年{self.day()}公告，公司控股股东{self.person()}将其持有的"
            f"{self.number(100, 9999)}.{self.number(10, 99)}万股股份办理了质押，占其所持股份的{self.number(1, 40)}."
            f"{self.number(10, 99)}%，占公司总股本的{self.number(1, 20)}.{self.number(10, 99)}%。\n公司表示，控股股东资信状况良好，"
            "具备相应的资金偿还能力，所质押股份不存在平仓风险，不会导致公司实际控制权发生变更，公司将按照有关规定及时履行信息披露义务，"
            "敬请广大投资者注意投资风险。"
        )

    def ceremony(self) -> str:
        """A welcome ceremony: only the guest differs, and once a day."""
        country, guest = self.pick(COUNTRIES), self.person() + self.pick(["维奇", "森", "拉", "罗夫", "尼"])
        return (
            f"{self.number(1, 28)}日{self.pick(['上', '下'])}午，市长{self.pick(['林建国', '陈永福'])}在市民广场举行仪式，欢迎{country}"
            f"友城代表团团长{guest}来访。\n市政府秘书长、外事办公室主任等出席欢迎仪式。\n军乐团奏中国和{country}两国国歌。\n随后，"
            f"市长陪同{guest}检阅了仪仗队，双方互赠了纪念品。"
        )

    def obituary(self) -> str:
        """An obituary of a veteran."""
        name = self.person()
        return (
            f"中国共产党的优秀党员，{self.pick(CITIES)}市政协原副主席{name}同志，因病医治无效，于{self.number(2012, 2024)}年"
            f"{self.day()}{self.number(0, 23)}时{self.number(0, 59)}分在{self.pick(CITIES)}逝世，享年{self.number(76, 101)}岁。\n"
            f"{name}同志{self.number(1920, 1945)}年{self.number(1, 12)}月出生于{self.pick(CITIES)}，{self.number(1940, 1965)}年参加"
            f"工作。{name}同志病重期间和逝世后，市领导前往医院看望或通过各种形式表示沉痛哀悼，并向其亲属表示深切慰问。{name}同志一生"
            "勤勤恳恳，兢兢业业，为家乡建设事业作出了积极贡献。"
        )

    def vegetables(self) -> str:
        """Prices of the day."""
        goods = ["猪肉", "牛肉", "鸡蛋", "大白菜", "黄瓜", "西红柿", "土豆", "带鱼"]
        prices = "；".join(
            f"{name}每公斤{self.number(2, 60)}.{self.number(0, 99):02}元，比昨天{self.pick(['上涨', '下跌'])}"
            f"0.{self.number(1, 9)}元"
            for name in goods
        )
        return (
            f"据{self.pick(CITIES)}市农产品批发市场监测，{self.day()}主要农产品价格如下：{prices}。\n市场管理方表示，当前货源充足，"
            "供应稳定，各档口明码标价，市民可放心采购。"
        )

    def roadworks(self) -> str:
        """A traffic notice without many numbers."""
        return (
            f"记者从{self.pick(CITIES)}市公安局交警支队获悉，因{self.pick(['雨污分流改造', '地铁施工', '燃气管道敷设', '路面整修'])}"
            f"工程需要，自{self.day()}起至{self.day()}止，对{self.road()}（{self.road()}至{self.road()}段）实施"
            f"{self.pick(['全封闭', '半幅封闭'])}施工。\n施工期间，由东向西行驶的车辆可绕行{self.road()}，由西向东行驶的车辆可绕行"
            f"{self.road()}，途经该路段的公交车将临时调整线路。\n请广大交通参与者提前规划出行路线，自觉遵守交通法律法规，按照现场交通"
            "标志标线和交警指挥通行。施工给您带来的不便，敬请谅解。"
        )

    def families(self) -> dict[str, Callable[[], str]]:
        """All families by name."""
        names = [
            "weather",
            "warning",
            "power_cut",
            "lottery",
            "pledge",
            "ceremony",
            "obituary",
            "vegetables",
            "roadworks",
        ]
        return {name: getattr(self, name) for name in names}

    def damaged(self, text: str, rate: float) -> str:
        """Replace, lose or add letters at a rate, as bad OCR and typists do."""
        letters = []
        for letter in text:
            chance = self.random.random()
            if chance < rate * 0.7:
                letters.append(self.random.choice(COMMON))
            elif chance < rate * 0.85:
                letters.append(letter + self.random.choice(COMMON))
            elif chance >= rate:
                letters.append(letter)
        return "".join(letters)

    def reprinted(self, text: str) -> str:
        """Put a byline in front and an editor behind."""
        return (
            f"{self.pick(['本报讯', '东南网讯', '海峡都市报讯'])}（记者 {self.person()} 通讯员 {self.person()}）{text}\n"
            f"（责任编辑：{self.person()}）"
        )
