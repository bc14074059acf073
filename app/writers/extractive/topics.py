"""What people speak of in this field, beside the things that have names: topics by the words that tell them."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet

from app.language.tokens import content_words

# Words that tell one topic alone, whatever is spoken of; each is compared as `content_words` reads it, Chinese by pairs of characters, of
# which here stands the one that no other word holds.
_WORDS: Mapping[str, str] = {
    "hardware": "vram ram gpu gpus rtx 3060 3090 4090 5090 macbook mac dgx tok tps quant quants quantized quantization gguf q4 q6 q8 mlx ollama cpu cpus laptop offload "
    "显存 显卡 部署 量化",
    "comparing": "benchmark benchmarks leaderboard outperform outperforms outperformed outperforming comparison compared compare score scores ranked beats 评测 跑分 对比 超越 领先 榜单",
    "trouble": "problem problems bug bugs bugged error errors crash crashes crashed broken fails failed failure stuck struggling weird slow loops looping 故障 报错 崩溃 出错 卡顿 翻车",
    "trust": "hallucinate hallucinates hallucinated hallucination hallucinations accurate accuracy inaccurate trust trusted lie lies lying misleading reliable unreliable verify misinformation "
    "fake fakes deepfake deepfakes 幻觉 可信 造假 虚假 误导 谣言",
    "cost": "price prices pricing priced pricey cost costs costly cheap cheaper expensive subscription subscriptions billing 价格 收费 涨价 便宜 降价 成本 定价",
    "rules": "licence license licensed licensing censor censored censorship ban banned privacy copyright sanction sanctions sanctioned regulation regulate regulator regulators law laws lawsuit "
    "sue sued court judge legal illegal 许可 监管 审查 版权 禁令 法律 起诉 合规",
    "work": "job jobs layoff layoffs fired unemployed unemployment career careers employee employees employer employers worker workers workforce salary salaries 裁员 就业 员工 失业 岗位 职场",
    "hiring": "resume resumes recruiter recruiters recruiting hiring hire hired interview interviews interviewing applicant applicants applications linkedin candidates 招聘 面试 简历 求职",
    "coding": "code coding coder coders programming programmer programmers developer developers debug refactor codebase repo compiler software cursor copilot cline python "
    "编程 代码 序员",
    "agents": "agent agents agentic mcp workflow workflows automation automate automated orchestration harness 能体 动化 作流",
    "training": "training trained train finetune finetuned finetuning tuned tuning lora distill distilled distillation pretraining pretrained dataset datasets reinforcement 训练 微调 蒸馏 据集 预训",
    "pictures": "image images picture pictures photo photos video videos voice speech audio music song songs vision multimodal 图像 图片 视频 语音 音频 音乐 模态",
    "art": "art artist artists artwork creative creativity writer writers writing author authors novel novels illustrator designer designers actor actors 艺术 作家 创作 插画 小说",
    "learning": "school schools student students teacher teachers teaching homework college university degree learning learn education course courses exam exams professor 学校 学生 老师 教育 课程 考试 大学",
    "health": "doctor doctors medical medicine patient patients hospital hospitals health healthcare therapy therapist diagnosis nurse nurses 医生 医院 医疗 患者 健康",
    "money": "billion billions trillion investor investors investment invest stock stocks valuation bubble revenue profit profits funding ipo market markets economy 投资 融资 估值 股价 营收 利润 上市 泡沫 市值",
    "power": "energy electricity power grid water datacenter datacenters datacentre emissions climate chip chips semiconductor semiconductors 能源 电力 据中 芯片 算力 导体",
    "service": "customer customers client clients chatbot chatbots helpdesk outsourcing outsourced outsource 客户 客服 外包",
    "society": "universal income ubi rich wealth poor billionaire billionaires capitalism tax taxes society government rent food 贫富 收入 政府 社会",
    "danger": "security vulnerability vulnerabilities hack hacked hackers hacking malware attack attacks exploit exploits injection jailbreak safety weapon weapons military war 安全 漏洞 攻击 黑客 军事",
}  # fmt: skip
_TOPIC_OF = {word: topic for topic, words in _WORDS.items() for word in content_words(words.replace(" ", "\n"))}


def topics_in(words: AbstractSet[str]) -> set[str]:
    """Return the topics that content words tell of."""
    return {topic for word in words if (topic := _TOPIC_OF.get(word))}
