"""The field that the writer knows: words of AI, in English and Chinese."""

from __future__ import annotations

import re

# It is for text in small letters: to look for both cases at once takes three times as long.
_FIELD = re.compile(
    r"\ba\.?i\b|\bai|llms?\b|\bgpt|chatbot|machine learning|deep learning|neural net|\bprompts?\b|\brag\b|fine-?tun|singularity|llama|\bmodels?\b|\bagents?\b|open[- ]weight|deepfake|人工智能|模型|智能体|(?<![a-z])ai(?![a-z])|算力|(?<![a-z])tokens?(?![a-z])"
)


def speaks_of_field(text: str) -> bool:
    """Say whether a text has a word of the field."""
    return _FIELD.search(text.lower()) is not None
