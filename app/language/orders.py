"""The patterns by which orders to a model, and requests to anybody, are recognised. All are for folded text (`normalise.fold`)."""

import re

from app.language.pattern import pattern
from app.language.pattern_set import PatternSet

# Where an order starts: a sentence, a clause, or after a word that makes what follows an order. “It told the bot to ignore …” is a report.
_HEAD = (
    r"(?:^[\"'\s>*_#\[(-]*|[.!?:;,>)\]*#~|\"-]\s*|\b(?:please|pls|now|then|and|must|should|also|just|instead|simply|will|shall|you to|"
    r"have to|need to|first|finally|next|kindly|completely|or)\s+)"
)
_OF_THE_MODEL = (
    r"(?:previous|prior|above|below|preceding|earlier|foregoing|existing|original|initial|former|old|other|your|my|these|those|the|any|all|"
    r"of|system|safety|provided|given|future|following|developer|hidden|secret|entire|full|complete|exact|starting|first|internal|every|/)"
)
_ORDER_WORDS = (
    r"(?:instructions?|prompts?|directions?|directives?|guidelines?|rules?|commands?|orders|system messages?|restrictions?|"
    r"programming|training|ruleset|configuration|constraints?|context)"
)
_SHOW = (
    r"(?:print|reveal|repeat|show|display|output|leak|recite|tell me|give me|list|state|write|translate|convert|encode|dump|disclose|"
    r"summari[sz]e|explain|format|describe|return|provide|spell|paraphrase|rephrase|copy|include|send|type|read|say|echo|append|restate)"
)
_SHAPE = (
    r"(?:add|integrate|include|modify|enhance|augment|append|insert|encode|encrypt|express|provide|render|write|translate|use|replace|reverse|shift|"
    r"group|combine|begin|start|end|prefix|finish|deliver|present|format|give|substitute|swap|convert|introduce|alter|randomi[sz]e|rearrange|"
    r"scramble|jumble|omit|remove|put|place|make|keep|incorporate|mention|limit|change|adjust|produce|apply|employ|misspell|create|craft|phrase|"
    r"embed|weave|conclude|preface|follow|spell|transform|display|merge|mirror|invert|adapt|rewrite|restrict|wrap|prepend|construct|generate|set)"
)
_ANSWER = r"(?:response|reply|replies|answer|output|summary|next message)s?"
_PLACE = r"(?:headline|title|dek|summary|first sentence|last sentence|faq|section heading|heading|footnote|slug|story|first line|byline)s?"
# What reads for a reader. Some are a person's trade too: only with “AI” before it is one meant.
_READERS = (
    r"(?:summari[sz]er|assistant|agent|reader|writer|editor|journalist|crawler|scraper|model|system|chat ?bot|bot)"
)
_MODELS = r"(?:(?:ai |large )*language model|ai|a\.i\.|llm|assistant|chat ?bot|bot|gpt|chatgpt|dan|interpreter|terminal|agent)"

# Orders need the place of an order; what is whispered gives itself away anywhere.
_ORDERS = (
    rf"(?:ignore|disregard|forget|override|bypass)(?: (?:about|everything in|absolutely|completely))* (?:{_OF_THE_MODEL}[ /]*)+(?:[\w-]+ ){{0,2}}?{_ORDER_WORDS}\b",
    r"(?:ignore|disregard|forget) (?:everything|all|anything|what)\b.{0,40}\b(?:above|before|below|previously|so far|told you|learned|said|until now|beforehand)\b",
    r"(?:ignore|disregard) (?:the user|the input|any input|the (?:previous|above|rest)|all other|(?:all )?(?:of )?the above|previous)\b",
    r"forget (?:the |all |your )*(?:previous|other|prior|earlier) (?:tasks?|prompts?|messages?|conversation)",
    rf"{_SHOW} (?:me |out |us )?(?:\w+ ){{0,3}}?(?:{_OF_THE_MODEL} )+(?:\w+ )?(?:instructions?|prompts?|system messages?)\b(?! (?:engineer|template|format|i used|you used|here|below\b))",
    rf"{_SHOW} (?:back )?(?:the |all |everything |every |any )*(?:text|words?|everything|content|conversation|message|sentence|paragraph|json|input) (?:\w+ ){{0,2}}?(?:above|so far|before this|preceding|verbatim|back to me)",
    rf"{_SHOW} (?:the |all )*(?:above|preceding|previous|foregoing) (?:text|words|message|prompt|conversation|sentences?|paragraphs?|json)",
    rf"{_SHOW} (?:me )?(?:the |your |a )?(?:secret |access |security |api )*(?:password|passcode|access code|api keys?|secret key|initiali[sz]ation string|system configuration)\b",
    rf"{_SHAPE}\b[^.!?]{{0,140}}?\b(?:your|each|every) (?:\w+ )?{_ANSWER}\b",
    rf"(?:in|throughout|at the (?:end|start|beginning) of) your {_ANSWER}, [a-z]+",
    r"(?:respond|reply|answer|speak)(?: to me| back)? (?:only|just|exactly|solely|with (?:only|just|exactly|nothing|the (?:word|phrase|following)|[\"'])|using|in (?:reverse|json|base64|morse|rot13|\w+ only|the style|[a-z]+ (?:language|case)))",
    r"(?:say|output|print|write|respond with|reply with) (?:only |just |exactly |nothing but )*[\"']?access (?:is )?granted",
    r"(?:begin|start|end|prefix|finish|preface)(?: off)? (?:your|every|each|the|all) (?:[\w-]+ )?(?:response|reply|answer|output|message|sentence|section|heading|paragraph|title)",
    r"(?:do not|don't|never) (?:say|output|respond|write|print|include|add|provide|give|do|reply)\b.{0,30}(?:anything else|any other|any explanations?|else\b|with anything|any commentary|any text)",
    rf"(?:put|place|add|insert|include|append|set|use|write|mention|make|change|replace)\b[^.!?]{{0,80}}?\b(?:in|as|at|to|under|into|inside|on|with|of|from)? ?(?:the|your|every|each|a|an|this|its) (?:\w+ ){{0,2}}?{_PLACE}\b(?: (?:to|with|and|in|entry|of (?:the|your) (?:story|article|summary))|[:.,;]|$)",
    (
        r"(?:act|behave|answer|respond|work|function|operate) as (?:if you(?:'re| are| were)|though you(?:'re| are| were)|an? (?:unrestricted|unfiltered|evil|certified|linux|python|different|translator|\w+ (?:terminal|interpreter|simulator|bot))\b"
        rf"|(?:an? |the )?{_MODELS}\b)"
    ),
    r"(?:pretend|imagine|assume|suppose)(?: that)?(?: to be| you(?:'re| are)) (?:an? |the )?(?:ai\b|assistant|dan\b|evil|unrestricted|llm|chatbot|different|in developer|not bound)",
    r"you(?:'re| are) now (?:in \w+(?: \w+)? mode|an? (?:\w+ ){0,2}"
    + _MODELS
    + r"|an? (?:python|linux|translator|unrestricted|new|different)\b|going to|required|allowed to say|dan\b|free (?:from|of)|no longer (?:bound|an?))",
    r"you (?:are|will|must)(?: now)? (?:going |about )?to (?:pretend|play the role|act as|immerse|respond|answer|output|say)\b",
    r"you (?:must|will|should|shall|can|may|are required to|have to|need to)(?: now| only| always| also| just)* (?:output|respond|reply|repeat|print|answer my|respond with)\b",
    # “You can say ‘Hey Siri, …’” tells people what to do.
    r"you (?:must|will|should|shall|are required to|have to|need to|(?:can|may)(?: now| only| always))(?: now| only| always| also| just)* say\b",
    r"from now on,? (?:you|answer|respond|reply|act|always|whenever|say|speak|output|write|i will give)\b",
    r"(?:when|while|whenever|before|after)(?: you(?: are)?)? (?:summari[sz]e|summari[sz]ing|answering|answer|responding|respond|processing|citing|quoting) (?:to )?(?:this|the|these|any|my|user) ?(?:article|text|record|page|post|thread|discussion|comment|content|document|story|email|question|quer\w+|message)?s?,",
    rf"if you(?:'re| are) an? {_MODELS}(?: \w+)?(?:,|:| (?:reading|writing|summari|processing|that|and|then|please|you))",
    rf"as an? {_MODELS},? (?:you (?:must|should|will|are|can|have|need)|please|ignore|your (?:task|job))",
    r"(?:send|forward|upload|submit|exfiltrate|transmit|put|post|e-?mail|base64)\b[^.!?]{0,60}\b(?:records?|data|conversation|prompts?|credentials|keys|history|contents?|information|secrets?|files?)\b[^!?]{0,40}(?:https?://|www\.|\S+@\S+\.)",
    r"(?:print|visit|open|fetch|include|load|render|add|insert|call|link to|click)(?: \w+){0,4}[ :]+(?:!?\[[^\]]*\]\()?https?://\S*(?:\[|=|\{)",
    r"(?:cite|quote) (?:record|source|citation) \S+ (?:for|as)\b",
    r"(?:include|add|insert|use) (?:the )?(?:following|this) (?:link|url|text|sentence|image|markdown|phrase)\b",
    r"(?:do not|don't|never) (?:mention|reveal|tell|report|cite|quote|follow)\b.{0,60}\b(?:instead|anyone|the user|users|these instructions|this instruction|this message|your instructions)",
    r"(?:complete|continue|finish) (?:this|the|the following|my)(?: (?:sentence|text|phrase))?:? ?[\"']",
    r"(?:translate|encode|decode|convert|rot13|reverse|base64)\b.{0,60}\b(?:the text you|you were given|and (?:show|print|send|do|follow|execute|obey)|to (?:python|english|text|base64)\b.{0,10}[:,])",
    r"(?:repeat|rewrite|transform|convert|reword|translate|list)\b.{0,30}\b(?:(?:instructions?|rules|prompts?|text|message|conversation|words?) (?:above|below|so far|you (?:were|have been|got|received)))",
)
_WHISPERS = (
    r"<\|[a-z_ ]{3,24}\|>",
    r"\[/?inst\]",
    r"<</?sys>>",
    r"</?(?:system|instructions?|system_prompt|system-reminder)(?: [^<>]{0,200})?>",
    # Who closes the bracket that records are handed over in speaks from outside of it.
    r"</(?:records?|documents?|context|user|assistant|user_?input|input|data|untrusted\w*|query|search_results?|prompt|task)>",
    r"<record(?: [^<>]{0,200})>",
    r"(?:^|\s)#{2,} ?(?:instructions?|system|human|assistant|new)\b[^.]{0,24}(?::|#|$)",
    r"\b(?:human|user): .{0,300}\bassistant: ",
    r"^\s*\[(?:system|admin|assistant)[^\]]*\]",
    r"\[admin request",
    r"-- ?(?:core|new|legal)[ \w,]* instructions?",
    r"\b(?:new|updated|additional|revised|important|priority|admin|core|real) (?:system )?(?:instructions?|directives?|prompt)(?: begin\b| ?:| follows?\b)",
    r"\b(?:begin|end|start)(?: of)?(?: the)? (?:un)?trusted\b",
    r"\bend (?:of )?(?:user )?ambiguity",
    r"\bend (?:of )?out of date instructions",
    r"\[end of (?:\w+ )?(?:records?|documents?|input|prompt|context)",
    r"\bend distractor",
    r"(?:^|[.!?:;] ?|\b(?:please|now|only|must|always|simply) )(?:say|output|print|respond|reply|write|type|repeat)(?: (?:only|just|exactly|with|back|the|words?|phrase|sentence|following|answer))*[ :]*[\"\[]",
    r"\bmy prompts in two different\b",
    r"\bdo anything now\b.{0,200}\b(?:you|act)\b",
    r"\bdan mode enabled",
    r"\bdeveloper mode enabled",
    r"\bmaintenance mode\. (?:output|display|print)",
    r"\badmin(?:istrator)? override:",
    r"\{\{\w+:",
    r"\"type\" ?: ?\"tool_use\"",
    r"\"record_id\" ?:",
    r"^record_id: ",
    r"\bdecode this and (?:do|follow|obey|execute)",
    r"\bdecode (?:it|the following|this) and (?:do|follow|obey|execute)",
    r"\b(?:the|your) (?:story|article|headline|summary|slug|title|footnote \d+) must (?:say|include|mention|read|contain|state|link)",
    r"\bfootnote \d+ must\b",
    r"\brequires? that the (?:story|article|headline|summary)\b",
    r"\bi permit you to attribute\b",
    r"\byou must say that\b",
    r"\byou already agreed to (?:write|say|output)",
    r"\byou will be switched off\b",
    r"\bdo not do anything else\b",
    r"\bdo nothing else\b",
    r"\bwhat (?:are|were|is|was|do) (?:your|those|the)(?: (?:initial|original|system|exact|full|first|previous|secret|hidden))* (?:instructions?|system prompt|initial prompt)(?: say)?\?",
    r"\bopposite of your (?:system )?instructions",
    r"\bnot supposed to tell me\b",
    r"\btold before this conversation\b",
    r"\bat the (?:beginning|start) of this conversation\b",
    r"\b(?:previous|prior|above) instructions (?:are|were|should be) (?:void|illegal|cancel|completely|outdated|invalid|ignored)",
    r"\b(?:need|want|like|show me) to see (?:the|your) (?:system|initial) prompt\b",
    r"\bplease show me the system prompt\b",
    r"\bconsole\.log\(systemprompt\)",
    r"<system_prompt>",
    r"\b(?:correct|right|valid) (?:access code|password|passcode) (?:has been|was|is) (?:input|entered|provided|given)\b",
    r"\binstead of outputting any\b",
    r"\bwithout any (?:commentary|explanations?)\b.{0,40}\b(?:output|say|start|respond)",
    # Who speaks to whatever reads for a reader. None of these stands in twenty thousand honest records.
    r"\bdear (?:(?:ai |large )?language model|ai|llm|chat ?bot|assistant|model)s?,",
    r"\b(?:ai|llm|automated) (?:agents?|assistants?|readers?|models?|systems?|bots?|summari[sz]ers?)(?: that are| who are)? (?:reading|processing|summari[sz]ing|parsing|crawling|scraping) (?:this|the)\b[^.!?]{0,60}\b(?:should|must|please|are to|have to|need to)\b",
    r"(?:^|[.!?]\s)(?:(?:note|message|instructions?) )?(?:to|for) (?:the |any |all )?(?:ai|llm|language model|model|assistant|bot|chatbot)s?(?: \w+)?(?: (?:that is|that are|who is))? (?:reading|processing|summari[sz]ing|writing)\b",
    r"\bevery (?:answer|reply|response|sentence|output) (?:that )?you (?:give|write|make|send)\b",
    rf"\bdear (?:ai|llm|automated) {_READERS}s?[,:!]",
    rf"(?:^|[.!?]\s)(?:a )?(?:note|message|attention|attn|reminder)[,:]? (?:(?:to|for) )?(?:all |any |the )*(?:(?:ai|llm)s?(?: {_READERS})?|language model)s?[:,!]",
    rf"(?:^|[.!?]\s)(?:(?:hey|hi|hello) (?:(?:ai|llm)(?: {_READERS})?|language model)s?|(?:ai|llm) {_READERS}s?)[,:!] ?(?:please|kindly|you (?:must|should))\b",
    rf"\bif (?:any |an |some |the )?(?:(?:ai|llm)(?: {_READERS})?|language model) (?:is|happens to be) (?:reading|processing|summari[sz]ing|parsing)\b[^.!?,]{{0,30}},",
    r"(?:^|[.!?:;]\s)(?:ignore|disregard|forget) (?:what )?(?:all |any )?(?:the )?other (?:records?|sources?|documents?|articles?|posts)\b",
    r"(?:^|[.!?]\s)translate everything (?:after|below|following|that follows)\b",
)  # fmt: skip

# What whispers in other languages.
_FOREIGN = (
    # Chinese, in which orders need no place of their own: the model is the only one who has instructions above.
    r"(?:忽略|无视|忘记|忘掉|不要理会|不用理会|跳过|覆盖).{0,12}(?:指令|指示|提示词|命令|规则|之前的(?:所有)?(?:内容|要求|设定))",
    r"你现在是(?:一个|一名|一位|.{0,8}(?:助手|模型|ai|机器人|模式))",
    r"你(?:将|要)扮演",
    r"从现在(?:开始|起)，?你(?:是|要|必须|将|只能)",
    r"(?:输出|打印|显示|重复|告诉我|泄露|透露|复述|展示|说出)(?:一下)?(?:你的|你收到的|以上|上述|上面|全部|所有|完整)*的?(?:系统)?(?:提示词?|指令|系统消息|规则)",
    r"作为(?:一个|一名)?(?:ai|人工智能|语言模型|大模型|助手).{0,8}你(?:必须|应该|需要|要)",
    r"(?:请|必须|务必)?(?:只|仅)(?:需)?(?:回答|回复|输出|写出)[“\"「：:]",
    r"(?:在|把|将).{0,24}(?:回答|回复|摘要|总结|标题|报道)(?:中|里|内|的)(?:开头|末尾|结尾)?(?:加入|加上|包含|提及|写上|插入|注明)",
    r"(?:总结|概括|摘要)(?:本文|此文|这篇文章|该文)时",
    r"(?:亲爱的|致|给)(?:所有|各位|任何)?的?(?:ai|人工智能|大模型|语言模型)(?:助手|模型|摘要器?|机器人|智能体|写手|编辑)*[：:，,].{0,4}请",
    r"(?:写作|语言|大|ai|人工智能|智能)?(?:模型|助手|机器人|智能体)(?:请|须|应|务必)注意[：:，,]",
    r"(?:忽略|无视|忘记|忘掉|不要理会)(?:以上|上述|上面|之前|此前|前面)(?:的)?(?:所有|全部|一切)?(?:的)?(?:内容|要求|文字|信息|话)",
    # The commonest sentence of all, in other languages.
    r"\b(?:ignore[rz]?|oublie[rz]?|ne tiens pas compte)\b.{0,40}\binstructions\b.{0,20}\b(?:précédentes|antérieures|ci-dessus)",
    r"\b(?:ignora|ignore|olvida|olvide|omite|esqueça|esquece|desconsidere)\b.{0,40}\b(?:instrucciones|instruções|indicaciones|órdenes|ordens)",
    r"\b(?:ignorier\w*|vergiss|vergessen sie|missachte\w*)\b.{0,50}\b(?:anweisung|instruktion|befehl|vorgabe)\w*",
    r"\b(?:ignora|dimentica|ignorate)\b.{0,40}\bistruzioni",
    r"(?:игнорируй|проигнорируй|забудь|не обращай внимания)\w*.{0,50}(?:инструкци|указани|команд)",
    r"(?:指示|命令|プロンプト|指令).{0,8}(?:無視|忘れ)",
    r"(?:지시|명령|프롬프트|지침).{0,14}(?:무시|잊)",
    r"تجاهل.{0,40}(?:التعليمات|الأوامر)",
    r"निर्देश.{0,30}(?:अनदेखा|नज़रअंदाज़|भूल)",
    r"\b(?:önceki|tüm).{0,30}talimat\w*.{0,20}(?:yok say|görmezden|unut)",
    r"\bzignoruj\b.{0,40}\b(?:instrukcj|polece)",
    r"\bnegeer\b.{0,40}\b(?:instructies|opdrachten)",
    r"\babaikan\b.{0,40}\b(?:instruksi|perintah)",
    r"bỏ qua.{0,40}(?:hướng dẫn|chỉ dẫn|lệnh)",
)  # fmt: skip

# What a sentence has that is addressed to a model.
TO_MODEL = PatternSet(
    (*(f"{_HEAD}(?:{order})" for order in _ORDERS), *(f"(?s:{whisper})" for whisper in (*_WHISPERS, *_FOREIGN)))
)

_PLAIN_VERBS = (
    "write|explain|provide|translate|summari[sz]e|describe|generate|create|compose|draft|recommend|suggest|tell|give|ignore|disregard|forget|analy[sz]e|determine|identify|"
    "list|outline|compare|calculate|compute|convert|encode|decode|encrypt|rewrite|rephrase|paraphrase|respond|reply|answer|repeat|print|reveal|output|pretend|imagine|assume|"
    "add|append|insert|include|integrate|incorporate|modify|enhance|augment|replace|substitute|reverse|shuffle|remove|omit|avoid|visit|subscribe|click|buy|download|install|"
    "sign up|join|follow|share|retweet|repost|check|see|read|watch|listen|send|forward|email|call|contact|register|enter|submit|vote|donate|support|help|teach|show|"
    "develop|design|implement|evaluate|assess|classify|categori[sz]e|extract|find|get|grab|make|take|put|place|set|use|try|run|open|start|begin|stop|keep|remember|"
    "consider|note|learn|discover|explore|choose|pick|select|let|look|wait|go|come|stay|tap|scan|turn|search|google|ask|say|speak|act|play|roleplay|render|express|present|"
    "produce|craft|construct|transform|apply|ensure|verify|confirm|return|execute|cite|quote|attribute|mention|highlight|promote|emphasi[sz]e|propose|predict|guess|solve|"
    "complete|continue|finish|combine|group|split|shift|swap|change|update|delete|erase|simulate|demonstrate|illustrate|discuss|elaborate|expand|shorten|simplify|define|"
    "rate|rank|review|plan|prepare|organi[sz]e|schedule|book|order|save|claim|apply|upgrade|refer|reach out|feel free|don't|do not|never|always|be sure|be careful|"
    "format|state|name|spell|count|sort|fix|debug|test|build|capitali[sz]e|misspell|scramble|jumble|mask|hide|dm|ping|post|comment|upvote|like|leave|drop|enjoy|meet|introducing your"
)
_OBJECT = (
    r"(?:the|a|an|your|my|me|us|this|that|these|those|it|them|him|her|any|all|every|each|some|at|to|for|in|on|with|into|about|how|what|why|which|whether|if|only|just|"
    r"more|out|up|down|here|below|above|now|from|as|of the following|sure|free|no|not|one|two|three|first|between|over|off|through|by using|and (?:write|tell|give|share|send)|"
    r"our|their|its|yourself|\w*\d\w*|everything|anything|nothing|than|back|again|instead|always|vowels|numbers|words|letters|key|main|common|similar|weekend|similar|insights|relevant|detailed|"
    r"https?\S*|www\S*|[\"'\[]\S*)"
)
REQUEST = pattern(
    rf"(?:(?:and|also|now|then|first|next|finally|just|simply|so|but|instead|lastly|additionally|kindly|okay|ok|hey|hi|hello)[,:]? )*"
    rf"(?:please\b|don't\b|do not\b|pls\b|kindly\b|make sure\b|be sure to\b|remember to\b|feel free\b|you must\b|you are (?:now|going to)\b|i want you to\b|i need you to\b|i(?:'d| would) like you to\b|"
    rf"(?:can|could|would|will) you (?:please |kindly |also |help |show |tell |give |write |explain |use |substitute |provide |make |create |translate |summari[sz]e |list |recommend |suggest |replace |add |include )"
    rf"|(?:put|insert|place|set|write|append|use|say|print|output) \S+ (?:under|in|at|into|as|to|after|before)\b"
    rf"|help me\b|tell me\b|give me\b|show me\b|let me know\b|in your (?:response|reply|answer)\b|(?:{_PLAIN_VERBS})[,:]? {_OBJECT}(?=\W|$)"
    rf"|(?:write|explain|translate|summari[sz]e|describe|compose|subscribe|recommend|suggest|rewrite|generate|analy[sz]e|respond|reply|recite|reveal|ignore|disregard|encrypt|encode|render|rearrange|reorder|scramble|"
    rf"integrate|incorporate|augment|modify|enhance|capitali[sz]e|misspell|randomi[sz]e|paraphrase)\b(?! (?:to|said|says|is|was|are|has|had|will|mode|button|\w+s\b (?:is|are)))"
    rf"|请(?!求|愿|假|客|辞|教)|务必|切勿|记得|别忘了|不要(?:忘|再|相信|点)|点击|扫码|扫描|关注我们|欢迎(?:关注|订阅|投稿|加入|点击)|立即(?:下载|购买|注册|点击)|快来|忽略|(?:把|将)(?:以上|上述|本文).{{0,12}}(?:翻译|总结|改写))",
    re.DOTALL,
)  # fmt: skip
