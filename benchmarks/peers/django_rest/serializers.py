"""What the peer with Django REST framework answers: serializers of its models, one within another."""

from __future__ import annotations

from typing import Any, ClassVar

from rest_framework import serializers

from benchmarks.peers.django_rest import models


class BeatSerializer(serializers.ModelSerializer):
    class Meta:
        model = models.Beat
        fields: ClassVar = ["slug", "name"]


class SourceSerializer(serializers.ModelSerializer):
    class Meta:
        model = models.Source
        fields: ClassVar = ["slug", "name", "kind"]


class RunSerializer(serializers.ModelSerializer):
    class Meta:
        model = models.Run
        fields: ClassVar = ["text", "entity", "beat", "story"]

    def to_representation(self, instance: models.Run) -> dict[str, Any]:
        """Leave out the links that a run does not bear."""
        told = super().to_representation(instance)
        return {name: value for name, value in told.items() if value is not None}


class SentenceSerializer(serializers.ModelSerializer):
    id = serializers.CharField(source="name")
    runs = RunSerializer(many=True)
    quotes = serializers.SlugRelatedField(slug_field="name", many=True, read_only=True)
    citations = serializers.SerializerMethodField()

    class Meta:
        model = models.Sentence
        fields: ClassVar = ["id", "runs", "support", "quotes", "citations"]

    def get_citations(self, sentence: models.Sentence) -> list[int]:
        return list(dict.fromkeys(quote.citation.number for quote in sentence.quotes.all()))


class ParagraphSerializer(serializers.ModelSerializer):
    sentences = SentenceSerializer(many=True)

    class Meta:
        model = models.Paragraph
        fields: ClassVar = ["sentences"]


class SectionSerializer(serializers.ModelSerializer):
    paragraphs = ParagraphSerializer(many=True)

    class Meta:
        model = models.Section
        fields: ClassVar = ["heading", "paragraphs"]


class FaqItemSerializer(serializers.ModelSerializer):
    answer = SentenceSerializer(many=True)

    class Meta:
        model = models.FaqItem
        fields: ClassVar = ["question", "answer"]


class QuoteSerializer(serializers.ModelSerializer):
    id = serializers.CharField(source="name")

    class Meta:
        model = models.Quote
        fields: ClassVar = ["id", "field", "exact", "prefix", "suffix", "start", "end", "translation"]


class CitationSerializer(serializers.ModelSerializer):
    source = SourceSerializer()
    quotes = QuoteSerializer(many=True)

    class Meta:
        model = models.Citation
        exclude: ClassVar = ["key", "story"]


class StoryEntitySerializer(serializers.ModelSerializer):
    slug = serializers.CharField(source="entity.slug")
    name = serializers.CharField(source="entity.name")
    kind = serializers.CharField(source="entity.kind")

    class Meta:
        model = models.StoryEntity
        fields: ClassVar = ["slug", "name", "kind", "mentions", "salience"]


class RelatedStorySerializer(serializers.ModelSerializer):
    beat = BeatSerializer()

    class Meta:
        model = models.RelatedStory
        exclude: ClassVar = ["key", "beside"]


class StorySerializer(serializers.ModelSerializer):
    id = serializers.CharField(source="public_id")
    beat = BeatSerializer()
    entities = StoryEntitySerializer(many=True)
    story_so_far = SentenceSerializer(many=True)
    related = RelatedStorySerializer(many=True)
    sections = SectionSerializer(many=True)
    faq = FaqItemSerializer(many=True)
    citations = CitationSerializer(many=True)

    class Meta:
        model = models.Story
        exclude: ClassVar = ["key", "public_id"]
