"""The peer with Django REST framework as it is served: views over the same rows, with all that belongs to a story fetched beforehand.

It bears nothing that Django adds for sites with users (middleware, sessions, forms), which would only cost it time. Served by gunicorn:
`PEER_ROWS=FILE_OF_ROWS gunicorn benchmarks.peers.django_rest.site:application`.
"""

from __future__ import annotations

import os

import django
from django.conf import settings

settings.configure(
    ALLOWED_HOSTS=["*"],
    DATABASES={
        "default": {"ENGINE": "django.db.backends.sqlite3", "NAME": os.environ["PEER_ROWS"], "CONN_MAX_AGE": None}
    },
    INSTALLED_APPS=["benchmarks.peers.django_rest"],
    MIDDLEWARE=[],
    REST_FRAMEWORK={
        "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
        "DEFAULT_AUTHENTICATION_CLASSES": [],
        "DEFAULT_PERMISSION_CLASSES": [],
        "UNAUTHENTICATED_USER": None,
    },
    ROOT_URLCONF=__name__,
    USE_TZ=True,
    TIME_ZONE="UTC",
)
django.setup()

# Only now: Django reads its settings when models are defined.
from django.core.wsgi import get_wsgi_application
from django.db.models import Prefetch
from django.urls import path
from rest_framework import generics

from benchmarks.peers.django_rest.models import Citation, Quote, RelatedStory, Sentence, Story, StoryEntity
from benchmarks.peers.django_rest.serializers import StorySerializer

# What there are many of takes a query, what there is one of is joined. A sentence hangs in three places; wherever it does, its runs and its quotes
# come with it.
_SENTENCES = [
    Prefetch(
        place, Sentence.objects.prefetch_related("runs", Prefetch("quotes", Quote.objects.select_related("citation")))
    )
    for place in ("story_so_far", "sections__paragraphs__sentences", "faq__answer")
]
_OTHERS = (
    Prefetch("entities", StoryEntity.objects.select_related("entity")),
    Prefetch("citations", Citation.objects.select_related("source").prefetch_related("quotes")),
    Prefetch("related", RelatedStory.objects.select_related("beat")),
)


class StoryView(generics.RetrieveAPIView):
    queryset = Story.objects.select_related("beat").prefetch_related(*_SENTENCES, *_OTHERS)
    serializer_class = StorySerializer
    lookup_field = "slug"


urlpatterns = [path("stories/<str:slug>", StoryView.as_view())]
application = get_wsgi_application()
