"""Elements of HTML and XML, and the one door through which words get into them.

Every string is made fit to be shown before it becomes text or the value of an attribute, and is escaped when the tree is
written: nothing that a record says can become markup.
"""

from __future__ import annotations

from xml.etree.ElementTree import Element, tostring

from app.language.normalise import printable_line


def element(tag: str, *children: Element | str | None, **attributes: str | None) -> Element:
    """Make an element; None is left out. `class_` and `aria_label` are the attributes class and aria-label."""
    made = Element(tag)
    for name, value in attributes.items():
        if value is not None:
            made.set(name.rstrip("_").replace("_", "-"), visible(value))
    last: Element | None = None
    for child in children:
        if isinstance(child, str):
            if last is None:
                made.text = (made.text or "") + visible(child)
            else:
                last.tail = (last.tail or "") + visible(child)
        elif child is not None:
            made.append(child)
            last = child
    return made


def visible(text: str) -> str:
    """Return a text on one line without what does not show; a space at either end stays, for the words beside it."""
    if text.isascii() and text.isprintable() and "  " not in text:
        return text
    line = printable_line(text)
    before = " " if text[:1].isspace() else ""
    behind = " " if line and text[-1:].isspace() else ""
    return f"{before}{line}{behind}"


def as_html(made: Element) -> str:
    """Write an element as HTML."""
    return tostring(made, encoding="unicode", method="html")


def as_xml(made: Element) -> str:
    """Write an element as a whole XML document."""
    return f'<?xml version="1.0" encoding="utf-8"?>\n{tostring(made, encoding="unicode")}\n'
