"""Our own prose for the tests of text: news as a regional paper prints it, in either script."""

SIMPLIFIED = """福州市农业农村局昨日发布消息，今年全市将发展现代农业产业园十八个，带动乡村经济增长。
记者从发布会上了解到，产业园由各县区负责建设，市级财政给予补助；当地政府官员说明了监督办法。
“这是一件大事，”鼓楼区负责人说，“我们会把数据公开，网络上随时能查。”目前已有九个项目开工！
下一步，有关部门将组织专家进行评审，结合实际情况调整规划，确保质量。责任编辑：陈言"""
TRADITIONAL = """臺北市政府昨日宣布，捷運環狀線北段工程進度超前，預計後年完工通車。
市長表示，完工後將串聯六個行政區，市民通勤時間可望縮短三成；沿線商圈也會跟著受惠。
工程單位說明，目前隧道段已經貫通，接下來進行軌道鋪設與機電測試。記者李小明／臺北報導"""
CLEAN = {
    "simplified": SIMPLIFIED,
    "traditional": TRADITIONAL,
    "pronunciation": "福建名茶铁观音香气馥(fù)郁，产自安溪县的高山茶园，老茶农说要趁晴天采摘。",
    "teaching page": "我(wǒ)们(men)学(xué)习(xí)汉(hàn)语(yǔ)，老(lǎo)师(shī)教(jiāo)我(wǒ)们(men)读(dú)课(kè)文(wén)。",
    "japanese": "福岡市は昨日、新しい地下鉄の駅を開業した。市民は「便利になった」と話している。",
    "korean": "부산시는 어제 새로운 도서관을 열었다. 시민들은 매우 기뻐했다.",
    "french": "L’été dernier, à Nîmes, le maire a inauguré une école où l’on apprend le chinois.",
    "code": 'if (x < 0) { return "\\\\u4e2d"; } // see http://a.cn/?q=%E4%B8%AD&b=1#x',
    "mathematics": "已知 f(x)=x²+2x，求 f(a)；若 a>0 且 b≠0，则 |a|·|b|=|ab|。",
    "emoji": "今天福州下雪了😄，大家都跑去拍照👨‍👩‍👧，热闹得很！",
    "rare characters": "𠮷野家与㙍县的村民一起修路，历时三年。",
    "question marks": "真的吗？？大家都问：什么时候通车??",
    "quoted garbage": "乱码“锟斤拷”是怎么来的？工程师说，那是编码出错的结果，程序员都见过。",
}
