"""How a story leaves: one file a form, each listed here.

A view is a module with a name, a media type, a suffix and a `render`; what is listed is what the API offers.
"""

from app.views import html, jsonld, markdown, ninjs, plain_text
from app.views.base import View

VIEWS: tuple[View, ...] = (plain_text, markdown, html, jsonld, ninjs)
