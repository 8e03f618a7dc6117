"""A line → whether it is a prompt, a button or a counter: what pages and apps put
around paragraphs and between them, often in elements like those of the text.
"""

from __future__ import annotations

import re

_ADVERTISED = (
    r"广告|廣告|AD|ADVERTISEMENTS?|Advertisements?|Sponsored|展开(?:全文|阅读)|展開全文|[阅閱][读讀](?:全文|原文)|[请請]?[继繼][续續](?:往下)?[阅閱][读讀]"
    r"|[请請]往下[阅閱][读讀]|点击查看(?:大图|原图|更多)|收起全文|上滑查看更多"
    r"|(?:本文|全文)(?:共|约|共计|大约)?\s?\d+\s?[字分].{0,12}|(?:THE )?END|The End"
    r"|打[开開][^，。]{2,14}[，,][^。]{0,14}(?:[体體][验驗]|更多|更佳|更精彩)[^。]{0,8}|立即打[开開]|打[开開]\s?APP[^。]{0,8}"
    r"|[请請]?[输輸]入[您你]的(?:[电電]子)?[邮郵]箱[^。]{0,40}。?"
    r"|(?:抱歉[，,])?[您你](?:当前|目前)?的浏览器[^。]{0,8}(?:不支持|过低|禁用)[^。]{0,24}(?:[。，][^。]{0,24})?"
)
_FOLLOWED = (
    r"点击(?:上方|上面)?(?:蓝字|蓝色文字)?[，,]?\s?关注我们?|(?:更多|[获獲]取|了解更多)[^，。]{0,30}(?:内容|资讯|新闻|消息|信息)[，,\s]*(?:请|敬请)?(?:下载|关注|点击|扫码|登录|长按).{0,30}"
    r"|(?:长按|扫描|扫码|识别)[^，。]{0,10}(?:二维码|关注)[^。]{0,14}"
    r"|点击[^，。]{0,8}(?:阅读原文|查看原文|原文链接|了解更多)[^，。]{0,10}"
    r"|(?:觉得不错|喜欢(?:本文|这篇)?|点个|点亮|动动手指)[^。]{0,8}[“「]?(?:赞|在看|好看)[”」]?[^。]{0,12}"
    r"|(?:微信|QQ)?扫一扫[，,]?(?:分享|在手机|用手机|关注|下载)[^。]{0,14}|分享(?:至|到|给好友)|(?:用)?手机(?:查看|看|阅读)"
)
_HEARD = (
    r"(?:AI|智能|语音|一键)?(?:朗读|播报)(?:本文|全文)?|(?:听新闻|听全文|收听本文|收听全文)|点击(?:播报|收听|播放)(?:本文|全文|新闻)[^。]{0,8}"
    r"|AI\s?(?:智能)?(?:摘要|导读|总结|速读)"
)
_CLOCK = r"\d{1,2}:\d\d\s?/\s?\d{1,2}:\d\d"
_COUNTED = (
    r"(?:阅读|浏览|播放)(?:量|数|次数)?\s?[:：]?\s?[\d,.]+\s?[万萬]?\+?\s?[次人]?|已有\s?[\d,.]+\s?万?\s?人(?:参与|评论|阅读|点赞)[^。]{0,4}"
    r"|IP\s?(?:属地|归属地)\s?[:：]?\s?[\u4e00-\u9fff]{2,4}|发布于\s[\u4e00-\u9fff]{2,4}|小\s+中\s+大|大\s+中\s+小"
)
_WORDS = (
    r"(?:我要)?(?:纠错|报料|爆料)|[上下]一[篇条页]\s?[:：]\s?(?:没有了?|无|暂无)|举报|收起|订阅|查看更多|阅读更多|展开更多|加载中|已经到底了?|没有更多了|(?:返回|回到)顶部"
    r"|(?:部分)?(?:图片|配图|素材|视频|图文)(?:均)?(?:来源于|来自|源自)(?:网络|互联网)[，,][^。]{0,12}[侵删][^。]{0,8}"
    r"|原文链接\s?[:：]\s?https?://\S+"
)
_BEGINS = (
    r"[\dADEIQST广廣展阅閱请請继繼输輸点收上本全打立抱您你更获獲了长扫识觉喜动微分用手智语一朗播听浏已发小大我纠报爆下举订查加没返回部图配素视原]"
)
"""The characters with which the alternatives begin: most lines begin with another."""
_PROMPT = re.compile(
    rf"\W*(?={_BEGINS})"
    rf"(?:{_ADVERTISED}|{_FOLLOWED}|(?:{_HEARD})\W*(?:{_CLOCK})?|{_CLOCK}|{_COUNTED}|{_WORDS})\W*"
)
_NAMED = re.compile(
    r"\W*(?:[\u4e00-\u9fff]{2,14}(?:报社|报业集团|中心|电视台|编辑部|工作室)(?:联合)?出品"
    r"|[^，。]{2,16}\s20\d\d[-/年]\d\d?[-/月]\d\d?日?\s(?:\d\d?:\d\d\s)?发表于[\u4e00-\u9fff]{2,4})\W*"
)


def is_prompt(text: str) -> bool:
    """Return whether a line is a prompt, a button or a counter and nothing else.

    >>> is_prompt("点击蓝字，关注我们"), is_prompt("AI朗读 00:03/04:20"), is_prompt("阅读 1.2万")
    (True, True, True)
    >>> is_prompt("他说，阅读1.2万字后再作决定"), is_prompt("图片来自福州市档案馆")
    (False, False)
    """
    if _PROMPT.fullmatch(text) is not None:
        return True
    return ("出品" in text or "发表于" in text) and _NAMED.fullmatch(text) is not None
