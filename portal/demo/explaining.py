"""What 县民政局 explains, in every form: each text is about its own document and says nothing that is not in it (pure)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from interpretation.workflow import Form


@dataclass(frozen=True)
class Told:
    """One material. `about`: words of the title of the document it explains. `values`: what its form has beside the common fields."""

    about: str
    title: str
    sentence: str
    keywords: str
    words: str
    values: Mapping[str, Any] = field(default_factory=dict)
    questions: Sequence[tuple[str, str]] = ()
    picture: str = ""  # what the picture shows, for who does not see it

    @property
    def body(self) -> str:
        return f"<p>{self.words}</p>"


STANDARD: Final = {
    "background": "一年来粮食、用电和药品都涨了价，原来的标准跟不上困难家庭的实际开支。", "basis": "《社会救助暂行办法》和省、市关于社会救助标准的规定。",
    "purpose": "让困难家庭的日子稳得住，不因为涨价而变差。",
    "measures": "一是城市和农村标准同时提高；二是年初几个月的差额随四月的钱一起补；三是收入每年复核，名单在村里公示。",
    "scope": "本县城乡正在领取和新申请低保的家庭。", "standards": "按新标准补足家庭人均收入的差额。",
    "cautions": "收入、人口有变化的，三十日内告诉村（社区）。", "benefits": "补发的差额随当月低保金一次发齐，不用另外申请。",
    "differences": "办理的条件和手续没有变，变的是标准；已经在领的不用重新申请。",
}  # fmt: skip
QUESTIONS: Final = (
    ("什么情况可以申请？", "遇到火灾、车祸、突发重病，家里一时过不下去的，可以申请。"),
    ("一次能给多少？", "按困难程度定，具体幅度写在申请指南里，同一件事一年内不重复给。"),
    ("要带什么？", "户口簿、申请书，再加一份说明困难情况的材料；能联网核对的不用您开证明。"),
    ("到哪里申请？", "老家所在的乡镇或者出事所在的乡镇都可以。"),
    ("多久有结果？", "一般十五个工作日。情况紧急的，二十四小时内先救助，手续以后补。"),
    ("外地人能申请吗？", "能。在本县遇到急难，又一时联系不上家里人的，向事情发生地的乡镇提出。"),
)  # fmt: skip
MATERIALS: Final[Mapping[Form, Told]] = {
    Form.TEXT: Told(
        "城乡居民最低生活保障标准", "为什么提高、补多少、要不要重新申请", "低保标准提高了，差额自动补发，不用重新申请", "低保 标准 补差",
        "您如果已经在领低保，什么都不用做：从年初算起的差额会和四月的钱一起打到原来的卡上。以前收入刚好超过标准、没有批下来的家庭，现在可以再算一算，符合的随时提出。",
        STANDARD,
    ),
    Form.HEAD: Told(
        "城乡居民最低生活保障标准", "局长讲低保标准", "标准怎么定出来的，钱从哪里来，怎样保证不漏一户", "低保 标准 负责人解读",
        "标准不是拍脑袋定的，是按一个人吃饭、穿衣、用电、看小病一个月要花多少算出来的。钱列进了县里的预算。我们要求乡镇把名单贴到村里，请乡亲们看着。", STANDARD,
    ),
    Form.QUESTIONS: Told("临时救助申请指南", "六问六答", "家里遇到急事，先救助、后补手续", "临时救助 急难", "", {}, QUESTIONS),
    Form.BRIEFING: Told(
        "临时救助申请指南", "政策吹风会", "急难救助怎样做到一天之内先到位", "临时救助 急难",
        "县民政局介绍：乡镇手里留有备用金，遇到急事，值班的同志当天就能先把钱送到，后面十个工作日再补齐材料。会上记者问到流动人口，答复是在事发地提出就可以。",
        {"place": "县政务公开专区"},
    ),
    Form.GRAPHIC: Told(
        "城乡低保申请不再提交收入证明", "一张图看懂少了什么", "申请低保只要两样：申请书和授权书", "低保 申请 收入证明", "",
        {"text_equivalent": "图上三根柱子，比的是申请低保要交的东西。第一根最高，是以前：申请书、授权书，还有收入证明。第二根矮，是现在：只要申请书和授权书。第三根是由部门之间自己核对的收入情况，不用群众跑。也可以在政务服务网“社会救助”栏目里申请。"},
        picture="三根柱子：以前要交的、现在要交的、部门自己核对的",
    ),
    Form.EXPERT: Told(
        "城乡低保申请不再提交收入证明", "专家：授权核对好在哪里", "让信息多跑路，比让人开证明更准", "低保 授权核对",
        "打零工的人很难找到谁给他开收入证明，开出来的也未必准。签一份授权书，由部门之间核对，省了群众的腿，也堵住了人情证明。要紧的是核对结果出错时有地方说理。",
    ),
    Form.AUDIO: Told(
        "高龄津贴发放工作", "三分钟听明白高龄津贴", "满八十岁就有，从当月起发，不用老人到场拍照", "高龄津贴 老年人",
        "奶奶今年八十了，有没有津贴？有。本县户口、满八十周岁，从满龄的那个月起按月发，九十岁、一百岁各高一档。提前一个月请村里帮着申领就行。每年四月和十月核对一次，靠数据比对，对不上的上门看望，不让老人跑。",
    ),
    Form.VIDEO: Told(
        "老年助餐服务补贴办法", "视频：跟着老张去吃饭", "助餐点有补贴，老人吃饭便宜", "老年助餐 补贴",
        "老张七十六岁，一个人住。中午他走到社区助餐点，要了一份套餐。店主说：每卖出一份午餐，政府补三块钱，所以价格能压下来。全县四十六个助餐点都一样，门口挂着统一的牌子。",
        {"external_url": "https://video.example.cn/qinglan/canteen", "external_title": "青岚融媒：跟着老张去吃饭"},
    ),
    Form.MEDIA: Told(
        "老年助餐服务补贴办法", "媒体观察：一份午餐补三元", "小补贴怎样养活四十六个助餐点", "老年助餐 补贴",
        "记者走了五个助餐点，最忙的一天卖出一百二十份。三元不多，但设了每年四万元的上限，避免只养大点。经营者最关心的是办法到期以后怎么办，民政局表示到期前会评估。",
    ),
    Form.PRESS: Told(
        "特困人员救助供养标准", "新闻发布会实录", "特困老人的基本生活和照料两项一起提高", "特困供养 标准",
        "主持人：请介绍这次调整。民政局：一是基本生活，不低于低保的一点三倍；二是照料护理，按能不能自理分三档。记者：钱会不会被截留？民政局：按月直接发放，任何单位不得截留、抵扣。",
        {"place": "县政府新闻发布厅", "live_url": "https://live.example.cn/qinglan/press"},
    ),
    Form.INTERVIEW: Told(
        "残疾人两项补贴资格复核", "在线访谈：复核会不会停我的补贴", "一年复核一次，村里帮着办，晚了也会补发", "残疾人 两项补贴 复核",
        "网友问：父亲行动不便，复核要不要到场？答：由村（居）协助完成，不用到场。网友问：没赶上怎么办？答：先暂缓，复核以后把停的几个月补上，一分不少。", {"place": "县融媒体中心"},
    ),
}  # fmt: skip
# For the document that is still before its signature: what lies beside it for review.
WAITING: Final[Mapping[Form, Told]] = {
    Form.TEXT: Told(
        "", "为什么要备案、怎么办", "开助餐点，两样材料，五个工作日挂牌", "老年助餐 备案",
        "想办助餐点的，先看场所、许可和留样柜齐不齐，齐了就递两样材料，五个工作日挂上统一的牌子，补贴从挂牌起算。",
        {
            "background": "助餐点越来越多，有的没有留样，出了事说不清。", "basis": "食品安全和养老服务的有关规定。", "purpose": "让老人吃得放心。",
            "measures": "统一备案、统一挂牌。", "differences": "以前没有备案的要求。",
        },
    ),
    Form.GRAPHIC: Told(
        "", "一张图看懂备案", "开助餐点，两样材料，五个工作日挂牌", "老年助餐 备案", "",
        {"text_equivalent": "图上三根柱子，依次是备案的三步：第一步看条件，固定场所、食品经营许可、留样柜三样齐全；第二步递材料，一共两样；第三步挂牌，五个工作日以内办结，全县统一。"},
        picture="三根柱子：看条件、递材料、挂牌",
    ),
}  # fmt: skip
