"""Whether a sentence leans on one that stands before it: on what “it”, “this gap” or “the decision” is, on who “also” says so, or on a question."""

from __future__ import annotations

import re

_LEANS = re.compile(
    r"(?:(?:it|it's|it’s|the (?:decision|move|ruling|deal)|this|that|that's|that’s|these|those|they|they're|he|she|his|her|their|its|here|there|and|but|so|or|also|in this way|although|though|if not|in that|with this|with that|to (?:this|that)|after (?:this|that)|kudos|then|because|been|tried|which|however|thus|therefore|moreover|additionally|instead|for example|for instance|specifically|furthermore|finally|second(?:ly)?|third(?:ly)?|overall|first, we|since then|building on it|at this point|on the other hand|(?:none|many|some|one|all|each|most|both|several) of (?:them|these|those|its|this|that)|in addition|as a result|as such|in the meantime|meanwhile|that said|on top of that|at the same time|yes|no|yeah|yep|nope|ok|okay|well|lol|both|such|another|other|others|the (?:company|team|author|users?|models?|apps?|tool|project|system|framework|benchmark|dataset|method|architecture|goal|setup|resulting|proposed|other|same|rest)(?! (?:of|from|by|that|which|who|whose|where|behind|i|we|my|our|for|in)\b)|the (?:page|post|latter|former|image|comments?|article|discussion|paper|thread|chart|graph|table|figure|screenshot|tweet|video|linked|accompanying|attached|costs|results?|meme|update)|key (?:\w+ )?(?:updates|features|configurations|findings|points|changes|highlights))\b"
    r"|(?:目前，|近日，)?(?:上述|前述|该|两款|两家公司|双方|其中|对于(?:上述|前述|此|该|这)|同[日年期](?!步))|[^，。；：！？]{2,14}等。?$|本次|本轮"
    # What a text calls by its kind alone it has named before.
    r"|(?:目前|当前|据悉)?，?(?:公司(?!法|债)|团队|项目|系统|资金|融资(?:后|将)|核心(?:团队|维护)|相关|后续|同步|另有|报道(?:还|称|指出)|研究指出|报告(?:指出|还|称)|实验(?:表明|显示)|作为(?:合作|回应|交换)|通过[该此]|所有模型|新版本(?!的)|消息称其|创始人(?!兼|[A-Za-z·])|官方(?:称|还|强调|特别)|将[聚面用通持继加]|(?:倘若|如果|若)[^，]{2,14}，也)"
    r"|(?:据[^，]{0,4}(?:称|介绍|说)，|官方称，)(?:该|其)"
    # Of what is heard, before the comma, nothing is named that “this company” behind it could be.
    r"|(?:目前|据悉，|据报道，|据介绍，|据了解，|过去[^，。]{1,4}，|倘若以此[^，。]{1,10}，|[^，。]{0,6}知情[^，。]{0,4}人士(?:透露|称)，)(?:该|这家|这款|上述|前述)|(?:否则|要不然|[一二三四五六七八九]是|第[一二三四五六七八九](?:[，：:]|是)|其[一二三四五][，：:是])|(?:它|他|她|这|那|此|其|该|而|但|不过|因此|所以|同时|与此同时|相反|对此|随后|为此|据此|总之|另一方面|尽管如此|此外|另外|然而|例如|比如|并且|以及|对此|将(?:会|于|在|超越|成为|达到|推出|发布)))"
    r"|(?:despite|with|after|before|among|following|given|under|beyond|unlike|through|by|for|from|in|on|about|regarding) (?:this|these|that|those|it|them|such)\b"
    # “Textual faithfulness therefore measures …” draws on what stands before it.
    r"|yet\b(?! another\b)|(?:[\w'’-]+ ){1,4}(?:therefore|hence|consequently)\b"
    r"|\(|\.\.\.|…|plus (?!\d|users|members|subscribers)|followed by |just (?:going|tried|got|had|saw|to)\b"
    # Who agrees, objects or goes on answers somebody.
    r"|(?:correct|exactly|agreed|true|indeed|right|again|same|fair(?: enough| point)?|sure|nah|bro|dude|man|definitely|absolutely|obviously|first off|good (?:point|question|luck)|not (?:sure|really|exactly|necessarily|at all))(?:[,.!;:]|\s[-–—])"
    # What everyone keeps saying is said to be answered.
    r"|(?:only|even) if (?:they|it|he|she|you|that)\b|just (?:know|remember|saying)\b|(?:bro|dude) |like [^,.]{3,40}, |(?:everyone|everybody|people|folks|so many people|critics|the media) (?:keeps?|keep on|always|constantly) (?:\w+ing|says?|claims?|tells?)\b"
    # “Omissions were not:” leans on what was said of something else.
    r"|.{0,120}\b(?:the above|as above|mentioned above)\b|see below[.:;,)]"
    r"|[\w'’-]+(?: [\w'’-]+)? (?:is|are|was|were|do|does|did|has|have|had)(?: not|n['’]t)[:;,.]"
)
_NAMED = re.compile(r"The (?:company|team|author|user|model|paper|comment|article)s? [A-Z]")
# What English takes up from the sentence before, further in. For text in small letters.
_TAKES_UP = re.compile(
    # “We address this gap”, “I know this model”: what is pointed at was named before, unless it is the text itself or a time.
    r"(?:we|i|you) (?:\w+(?:ly|['’]ll|['’]ve)? ){1,2}(?:this|these|those|such)\b(?! (?:an?|paper|work|study|article|report|post|blog|thread|guide|week|month|year|time|morning|evening|afternoon|summer|winter|spring|autumn|fall|weekend|day|century|quarter)\b)"
    r"|(?:after|once|when|if|since|because|unless|until|given that|even though) (?:it|they|he|she|this|these|those|that)\b(?! (?:comes (?:down )?to|turns out|week|month|year|morning|summer|weekend)\b)"
    r"|(?:according to|running|using|doing|having|seeing|considering|based on|thanks to|because of|due to|as part of|as a result of|in light of|on the back of) (?:this|these|that|those|it|them)\b(?! (?:week|month|year|morning|summer)\b)"
    r"|(?:all|most|many|some|none|neither|either|several|two|three) (?:are|were)\b"
    r"|(?:consequently|hence|accordingly|subsequently|similarly|likewise|conversely|eg|e\.g\.|ex|i\.e\.)[,:]? "
    r"|to (?:do so|(?:address|tackle|overcome|bridge|close|fill|mitigate|solve|fix) (?:this|these|those|it|the (?:gap|issue|problem|limitation)s?))\b"
    # A greeting, misspelt or not, is said to those who are there.
    r"|(?:hi|hey|hello|greetings|[a-z]{1,2}) (?:all|everyone|everybody|guys|folks|there|community)[,!.]"
    # Who speaks of “your claim” answers somebody, and “this approach” was told of.
    r"|.{0,48}\b(?:your (?:claim|point|comment|argument|logic|premise|reply)|(?:this|these) (?:approach|method|technique|trick|workaround|gap|limitation)s?)\b"
)
# And Chinese: what goes on without saying who, or says what came of a deal, or gives the answer alone.
_TAKES_UP_ZH = re.compile(
    r"(?:并(?![购非行不列网发入且])|且(?!不)|也(?!门)|还(?![款原贷])|则|从而|进而)"
    r"|(?:此次|所募|募集)(?:资金|款项)|(?:款项|所得)(?:款项)?(?:将|拟)"
    r"|(?:覆盖了|支持(?!率|者|力度|下|和|与)|旨在|用于|适用于|涵盖|可(?:以|用于|在|通过|对|将|直接|实现|支持))"
    r"|(?:升级|更新|调整|合并|整合|收购|交易|融资|活动)(?:完成)?后(?![者果续来])"
    r"|[^，。；：]{1,20}[至到在对向用于与和由从据把将]该(?!国|州|市|省)"
    r"|[^，。；：]{0,24}给出的?答案(?:却|则)?是[：:，]|答案(?:却|则)?是[：:，]"
    r"|对[^，。]{1,12}(?:来说|而言|来讲)，则"
)


def leans(body: str, small: str, *, chinese: bool) -> bool:
    """Say whether a sentence, given in `small` letters too, leans on what stands before it.

    “The company Ollama” is named, and “which” asks here, so that they lean on nothing.
    """
    asks_which = small.startswith("which ") and body.endswith("?")
    if _LEANS.match(small):
        return not (asks_which or _NAMED.match(body))
    return (_TAKES_UP_ZH if chinese else _TAKES_UP).match(small) is not None
