"""The rows of the peer with Django: one table a model, none of them made by Django, and all in the order of their keys."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Row(models.Model):
    key = models.AutoField(primary_key=True)

    class Meta:
        abstract = True
        managed = False
        ordering: ClassVar = ["key"]


class Named(models.Model):
    slug = models.TextField(primary_key=True)
    name = models.TextField()

    class Meta:
        abstract = True
        managed = False


class Beat(Named):
    class Meta(Named.Meta):
        db_table = "beat"


class Source(Named):
    kind = models.TextField()

    class Meta(Named.Meta):
        db_table = "source"


class Entity(Named):
    kind = models.TextField()

    class Meta(Named.Meta):
        db_table = "entity"


def _belongs(to: type[models.Model] | str, name: str, column: str, *, optional: bool = False) -> models.ForeignKey:
    return models.ForeignKey(to, models.CASCADE, related_name=name, db_column=column, null=optional)


class Story(Row):
    public_id = models.TextField(unique=True)
    slug = models.TextField(unique=True)
    url = models.TextField()
    revision = models.IntegerField()
    status = models.TextField()
    language = models.TextField()
    title = models.TextField()
    dek = models.TextField()
    beat = _belongs(Beat, "stories", "beat_slug")
    published_at = models.DateTimeField(null=True)
    updated_at = models.DateTimeField()
    word_count = models.IntegerField()
    image = models.JSONField(null=True)
    replaced_by = models.TextField(null=True)
    title_quotes = models.JSONField()
    dek_quotes = models.JSONField()
    methodology = models.JSONField()

    class Meta(Row.Meta):
        db_table = "story"


class StoryEntity(Row):
    story = _belongs(Story, "entities", "story_key")
    entity = _belongs(Entity, "stories", "entity_slug")
    mentions = models.IntegerField()
    salience = models.FloatField()

    class Meta(Row.Meta):
        db_table = "story_entity"


class Section(Row):
    story = _belongs(Story, "sections", "story_key")
    heading = models.TextField(null=True)

    class Meta(Row.Meta):
        db_table = "section"


class Paragraph(Row):
    section = _belongs(Section, "paragraphs", "section_key")

    class Meta(Row.Meta):
        db_table = "paragraph"


class FaqItem(Row):
    story = _belongs(Story, "faq", "story_key")
    question = models.TextField()

    class Meta(Row.Meta):
        db_table = "faq_item"


class Citation(Row):
    story = _belongs(Story, "citations", "story_key")
    number = models.IntegerField()
    record_id = models.TextField()
    record_version = models.IntegerField()
    source = _belongs(Source, "citations", "source_slug")
    community = models.TextField(null=True)
    title = models.TextField(null=True)
    author = models.TextField(null=True)
    url = models.TextField(null=True)
    published_at = models.DateTimeField()
    language = models.TextField(null=True)
    weight = models.FloatField()
    weight_reason = models.TextField()
    status = models.TextField()

    class Meta(Row.Meta):
        db_table = "citation"


class Quote(Row):
    citation = _belongs(Citation, "quotes", "citation_key")
    name = models.TextField()
    field = models.TextField()
    exact = models.TextField()
    prefix = models.TextField()
    suffix = models.TextField()
    start = models.IntegerField()
    end = models.IntegerField()
    translation = models.TextField(null=True)

    class Meta(Row.Meta):
        db_table = "quote"


class Sentence(Row):
    paragraph = _belongs(Paragraph, "sentences", "paragraph_key", optional=True)
    faq_item = _belongs(FaqItem, "answer", "faq_item_key", optional=True)
    so_far_of = _belongs(Story, "story_so_far", "so_far_of_key", optional=True)
    name = models.TextField()
    support = models.TextField()
    quotes = models.ManyToManyField(Quote, through="SentenceQuote", related_name="sentences")

    class Meta(Row.Meta):
        db_table = "sentence"


class SentenceQuote(Row):
    sentence = _belongs(Sentence, "links", "sentence_key")
    quote = _belongs(Quote, "links", "quote_key")

    class Meta(Row.Meta):
        db_table = "sentence_quote"


class Run(Row):
    sentence = _belongs(Sentence, "runs", "sentence_key")
    text = models.TextField()
    entity = _belongs(Entity, "runs", "entity", optional=True)
    beat = _belongs(Beat, "runs", "beat", optional=True)
    story = models.TextField(null=True)

    class Meta(Row.Meta):
        db_table = "run"


class RelatedStory(Row):
    # The story that it stands beside, not the one that it names.
    beside = _belongs(Story, "related", "story_key")
    relation = models.TextField()
    slug = models.TextField()
    title = models.TextField()
    dek = models.TextField()
    beat = _belongs(Beat, "related", "beat_slug")
    published_at = models.DateTimeField(null=True)
    score = models.FloatField()
    shared_entities = models.JSONField()

    class Meta(Row.Meta):
        db_table = "related_story"
