"""How Sphinx makes the book: of the pages that stand here and in the root, as they are, with nothing asked of anybody else's server."""

from __future__ import annotations

import re
from pathlib import Path

from sphinx.application import Sphinx

project = "Storywire"
author = "The Storywire authors"
copyright = "The Storywire authors, Apache-2.0"  # noqa: A001 - Sphinx's name for it
extensions = ["myst_parser"]
root_doc = "docs/README"
include_patterns = ["README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md", "app/data/README.md", "docs/**.md"]
exclude_patterns = [".*", "build", "node_modules"]
myst_heading_anchors = 3
# The pages show examples with … in them, which is neither JSON nor a shell's; they are shown as they are.
suppress_warnings = ["misc.highlighting_failure"]
html_theme = "alabaster"
html_theme_options = {
    "description": "Stories in which every sentence rests on quotes",
    "fixed_sidebar": True,
    "font_family": "system-ui, sans-serif",
    "head_font_family": "system-ui, sans-serif",
    "code_font_family": "ui-monospace, monospace",
    "page_width": "72rem",
    "show_powered_by": False,
}
html_sidebars = {"**": ["about.html", "searchfield.html", "navigation.html"]}
html_copy_source = False
html_show_sourcelink = False

_ROOT = Path(__file__).parents[1]
_PAGE = re.compile(r"\]\((?!https?:|#)([^)#\s]+\.md)\)")
# The pages that list others, and what belongs to the book beside what they lead to.
_LISTS = {
    "docs/README": ("README.md", "app/data/README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md"),
    "docs/adr/README": (),
    "docs/explanation/README": (),
}
# By folder, what the book calls its parts.
_PARTS = {"how-to": "How to", "reference": "Reference", "explanation": "Explanation", "adr": "Explanation"}
_HAVE_A_LIST = {_ROOT / "docs/adr", _ROOT / "docs/explanation"}


def add_contents(_: Sphinx, name: str, source: list[str]) -> None:
    """Append to a page that lists others what tells Sphinx so: in the repository it would only be in a reader's way."""
    if name not in _LISTS:
        return
    here = _ROOT / Path(name).parent
    led_to = [(here / page).resolve() for page in _PAGE.findall(source[0])]
    listed = dict.fromkeys((*led_to, *(_ROOT / page for page in _LISTS[name])))
    # What stands in a folder with a list of its own is listed there.
    own = [
        page for page in listed if page.parent == here or page.parent not in _HAVE_A_LIST or page.name == "README.md"
    ]
    parts: dict[str, list[str]] = {}
    for page in own:
        caption = _PARTS.get(page.parent.name, "Begin") if name == root_doc else ""
        if page != _ROOT / f"{name}.md":
            parts.setdefault(caption, []).append(f"/{page.relative_to(_ROOT).with_suffix('')}")
    for caption, pages in parts.items():
        named = [f":caption: {caption}"] if caption else []
        source[0] += "\n".join(["", "```{toctree}", ":hidden:", *named, "", *pages, "```", ""])


def setup(app: Sphinx) -> None:
    """Hook in."""
    app.connect("source-read", add_contents)
