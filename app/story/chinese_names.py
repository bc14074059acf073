"""Find names of people and organisations in Chinese text, where no capital shows them.

A person is a surname with one or two characters more, behind a title or before a verb of speaking. An organisation is what
stands before a word for one (公司, 大学 …), of which the two characters right before it tell whether the evidence knows it.
Both are found by their surroundings, so that names nobody bears are seen as well.
"""

from collections.abc import Iterator

from app.language.pattern import pattern

_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万"
    "钱严覃武戴莫孔向汤温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳欧阳司马诸葛"
)
_HAN = "\u4e00-\u9fff"
_COMPOUND = "欧阳|司马|诸葛|上官|司徒|夏侯|慕容|东方"
_PERSON = rf"(?:(?:{_COMPOUND})|[{_SURNAMES}])[{_HAN}]"
_TITLES = (
    "首席执行官|首席技术官|首席科学家|首席运营官|首席财务官|执行官|总裁|董事长|总经理|副总经理|经理|创始人|联合创始人|创办人|主任|院长|校长|主席|部长|局长|市长|省长|总理|总统|教授|博士|"
    "发言人|负责人|记者|研究员|工程师|律师|医生|法官|检察官|议员|书记|主编|编辑|作者|导演|合伙人|分析师|员工|高管|专家|学者"
)
_SPEAKING = "表示|说道|说|称|指出|认为|写道|透露|宣布|强调|回应|介绍|解释|补充|告诉|承认|否认|警告|承诺|坦言|直言|呼吁|批评|指责|提到|声称|问道|答道|道歉"
_ENDS = rf"(?=(?:{_SPEAKING})|[^{_HAN}]|$|(?:[的在于被将已也都就又还把对向从和与及等曾是因为以则由并]|离职|辞职|离开|加入|出任|担任|获|涉|接受|发表|发布|公布|先生|女士|博士|教授))"
_BEHIND_TITLE = pattern(rf"(?:{_TITLES})(?P<name>{_PERSON}[{_HAN}]?{_ENDS}|{_PERSON})")
_BEFORE_SPEAKING = pattern(
    rf"(?<![{_HAN}])(?P<name>{_PERSON}[{_HAN}]?)(?:先生|女士|教授|博士)?(?:也|还|在[^，。]{{0,8}}?)?(?={_SPEAKING})"
)
# What begins like a name and is none.
_NO_NAME_WORDS = """
高管 高层 方面 任何 白宫 黄金 马上 周边 许多 曾经 成员 部分 金融 文章 文中 时间 安全 向来 于是 余下 单位 章程 关于 关键 关心 文件 何时 何人 陈述 严格 严重 程序 段落 成功 任务 方法 方案
安排 包括 包含 白天 常常 单独 单纯 当时 当地 高校 高度 高级 关注 管理 古人 和其 华人 黄牛 季度 纪录 纪委 江湖 金额 经济 孔径 雷达 路透社 路人 毛利 莫非 宁可 平台 钱款 曲线 全体 全球 任期
商家 尚未 尚不 盛会 施工 石油 时任 史上 宋体 孙子 谈到 汤姆 唐突 陶瓷 田间 童话 万一 王国 温度 文化 武器 席间 夏天 向前 向他 项目 谢谢 辛苦 徐徐 严肃 阳光 杨树 叶子 易于 游客 游戏
于此 余额 俞越 袁大 张口 张贴 章节 赵国 郑重 钟表 周围 周日 周一 周二 周三 周四 周五 周六 周末 周刊 朱红 祝贺 庄重 左右 成立 成为 安装 连同 同事 另一 负责 方才 方能 文末 文内 成本 成都 关联 关闭
"""
_NO_NAMES = tuple(_NO_NAME_WORDS.split())
_ORGANISATION = pattern(
    rf"(?<![{_HAN}])?(?P<name>[{_HAN}]{{2}})(?P<kind>公司|集团|大学|学院|研究院|研究所|实验室|银行|基金会|协会|委员会|出版社|晚报|日报|医院|法院|工作室|事务所|联盟)"
)
# What says of a company or a school which sort it is, and not which one.
_ORDINARY_WORDS = """
该 这家 那家 一家 本 我们 他们 贵 某 各 每家 两家 三家 几家 多家 此 母 子 分 总 新 老 大 小 科技 技术 软件 硬件 芯片 能源 电力 智能 人工 网络 互联 联网 创业 初创 上市 有限 股份 私人 国有 外国 外资 跨国 民营
国内 国外 美国 中国 英国 法国 德国 日本 韩国 欧洲 当地 本地 地方 保险 物流 制药 医药 汽车 石油 食品 航空 电信 媒体 传媒 出版 咨询 律师 会计 软体 云计 计算 算力 数据 信息 游戏 电商 大型 小型 中型 头部 龙头 知名 著名 其他 其它
全球 控股 投资 所属 旗下 隶属 合作 竞争 对手 关联 附属 相关 有关 多所 一所 这所 那所 综合 重点 公立 私立 州立 国立 社区 中心 人民 高等 最高 中级 基层 上诉 地区 联邦 商业 中央 行业 管理 监管 工作 筹备 专门 独立
"""
_ORDINARY = frozenset(_ORDINARY_WORDS.split())
_BOUNDARY = frozenset("的了是在和与及或也都就而被把将为以由从向对到至给让使令跟同等所这那该本某各每两几多于因称说指据")


def names(text: str) -> Iterator[tuple[int, str, str]]:
    """Yield (start, name, what the evidence must hold of it) for each person and organisation that Chinese text names."""
    for form in (_BEHIND_TITLE, _BEFORE_SPEAKING):
        for match in form.finditer(text):
            name = match["name"]
            if not name.startswith(_NO_NAMES):
                yield match.start("name"), name, name
    for match in _ORGANISATION.finditer(text):
        name = match["name"]
        if name in _ORDINARY or name[-1] in _ORDINARY or any(c in _BOUNDARY for c in name):
            continue
        yield match.start("name"), name + match["kind"], name
