"""Weather reports, lottery draws and power-cut notices: texts alike but for their slots, and all worth keeping."""

from datetime import datetime
from random import Random

from .grammar import Writer
from .names import VOCABULARY
from .texts import Block, Shelf

SKY = "[晴|多云|阴|小雨|阵雨|多云转晴|阴有小雨|晴转多云]"
WEATHER = (
    f"据{{city}}市气象台今日发布：受[冷空气|高空槽|副热带高压|偏东气流]影响，{{day}}我市天气以{SKY}为主，气温{{9-14}}℃至{{18-27}}℃，"
    "相对湿度{45-95}%，空气质量指数{21-88}。",
    f"各县（市）区具体预报如下：{{district}}{SKY}，{{11-15}}℃～{{19-26}}℃；{{district}}{SKY}，{{11-15}}℃～{{18-25}}℃；{{district}}{SKY}，{{12-16}}℃～{{19-26}}℃；"
    f"{{district}}{SKY}，{{10-14}}℃～{{18-24}}℃；{{district}}{SKY}，{{7-12}}℃～{{20-26}}℃。",
    "沿海海区：偏[北|东北|东|南]风{3-6}级，阵风{6-8}级；近海浪高{1-3}.{0-9}米，能见度{5-20}公里。",
    "气象台提醒，昼夜温差较大，请市民注意适时增减衣物；驾车出行请关注路况，谨慎慢行。",
)
LOTTERY = (
    "{day}晚，中国体育彩票22选5第{issue}期开奖，开奖号码为{01}、{02}、{03}、{04}、{05}。本期全省销量{money}。",
    "一等奖中出{1-28}注，单注奖金{3-60}{1000-9999}元，分别落户{district}、{district}、{district}；二等奖中出{200-1900}注，单注奖金50元。",
    "奖池滚存至下期金额为{money}。兑奖期限自开奖之日起60个自然日，最后一天为法定节假日的顺延，逾期未兑奖视为弃奖。",
    "购彩有节制，请理性投注。未满18周岁的未成年人不得购买彩票及兑奖。",
)
NOTICE = (
    "记者从国网{city}供电公司获悉，因[配电线路检修|电网改造|配合道路施工|设备更换]需要，定于{day}[07|08|09]时至{15-19}时对{road}、{road}、"
    "{community}、{community}一带停电，线路名称为{road#1}{10-99}{1-9}线。",
    "受影响的用户包括{company}、{school}、{village}{2-9}号配变及附近公变用户，共{120-1900/10}户。",
    "停电期间如遇天气等原因不能按计划施工，停电时间可能提前或推迟，请用户随时做好来电准备，并请关好电器开关，注意用电安全。",
    "详情可拨打95598供电服务热线或登录“网上国网”查询，不便之处敬请谅解。",
)


def series(
    kind: str, random: Random, city: str, published: datetime, number: int, shelf: Shelf
) -> tuple[str, tuple[Block, ...]]:
    """The headline and body of one member of a series."""
    day = f"{published.month}月{published.day}日"
    writer = Writer(random, VOCABULARY)
    writer.bound |= {"city": city, "day": day, "issue": f"{published.year}{number % 1000:03d}"}
    writer.bound |= {f"0{i}": f"{ball:02d}" for i, ball in enumerate(sorted(random.sample(range(1, 23), 5)), 1)}
    lines, heads = {
        "weather": (WEATHER, [f"{city}{day}天气预报：{SKY} 气温{{9-14}}～{{18-27}}℃"]),
        "lottery": (LOTTERY, ["体彩22选5第{issue}期开奖号码揭晓 一等奖{1-28}注"]),
        "notice": (NOTICE, [f"{city}{day}停电通知：{{road}}等{{3-9}}处", f"{city}{day}计划停电 涉及{{community}}一带"]),
    }[kind]
    return shelf.title(writer, heads), tuple(Block("p", writer.write(line)) for line in lines)
