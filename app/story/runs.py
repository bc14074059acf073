"""Cut a sentence into runs: the stretches that link to an entity or an earlier story, and the plain ones between."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from app.language.gazetteer import Gazetteer
from app.story.draft import StoryLink
from schemas.story import Run, Sentence


def link(text: str, gazetteer: Gazetteer, stories: Sequence[StoryLink] = (), context: str = "") -> list[Run]:
    """Return the runs of a sentence; their texts joined are the sentence.

    Links to stories are given and go first; names inside them are not linked again. `context` is what helps to tell
    ambiguous names apart, such as the story's title.
    """
    spans = [(each.start, each.end, Run(text=text[each.start : each.end], story=each.slug)) for each in stories]
    for mention in gazetteer.find(text, context):
        if all(mention.end <= start or end <= mention.start for start, end, _ in spans[: len(stories)]):
            run = Run(text=text[mention.start : mention.end], entity=mention.slug)
            spans.append((mention.start, mention.end, run))
    runs: list[Run] = []
    place = 0
    for start, end, run in sorted(spans, key=lambda span: span[0]):
        runs += [*_plain(text[place:start]), run]
        place = end
    return [*runs, *_plain(text[place:])]


def links_kept(sentence: Sentence, text: str) -> list[StoryLink]:
    """Return the links to stories that new words for a sentence still hold: the linked words stand in them once."""
    kept = []
    for run in sentence.runs:
        if run.story is not None and text.count(run.text) == 1:
            start = text.index(run.text)
            kept.append(StoryLink(start, start + len(run.text), run.story))
    return kept


def story_spans(sentence: Sentence) -> list[tuple[int, int]]:
    """Return the half-open spans of a sentence that link to earlier stories."""
    spans = []
    place = 0
    for run in sentence.runs:
        if run.story is not None:
            spans.append((place, place + len(run.text)))
        place += len(run.text)
    return spans


def relinked(sentence: Sentence, change: Callable[[Run], Run]) -> Sentence:
    """Return a sentence with each run changed; plain runs that come to stand side by side become one."""
    runs: list[Run] = []
    for run in map(change, sentence.runs):
        if runs and _is_plain(run) and _is_plain(runs[-1]):
            runs[-1] = Run(text=runs[-1].text + run.text)
        else:
            runs.append(run)
    return sentence.model_copy(update={"runs": runs})


def _plain(text: str) -> list[Run]:
    return [Run(text=text)] if text else []


def _is_plain(run: Run) -> bool:
    return run.entity is None and run.beat is None and run.story is None
