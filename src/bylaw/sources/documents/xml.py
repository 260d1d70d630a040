"""XML as elements that know their lines; entities and external subsets are refused."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any, Final
from xml.sax import SAXParseException
from xml.sax.handler import ContentHandler, feature_namespaces

from bylaw.sources.documents.node import DEEPEST, Malformed

_MOST: Final = 2_000_000
"""Elements of one text."""


class Element:
    """An element: its name without namespace, its attributes, its own text and its place."""

    __slots__ = ("attributes", "children", "column", "line", "name", "text")

    def __init__(self, name: str, attributes: dict[str, str], line: int, column: int) -> None:
        self.name = name
        self.attributes = attributes
        self.line = line
        self.column = column
        self.text = ""
        """What stands directly in it, joined, without white space at its ends."""
        self.children: list[Element] = []

    def find(self, *names: str) -> Element | None:
        """The first element below these names, one in the other; None where one is missing."""
        element: Element | None = self
        for name in names:
            assert element is not None
            element = next((each for each in element.children if each.name == name), None)
            if element is None:
                return None
        return element

    def all(self, *names: str) -> Iterator[Element]:
        """Every element below these names, one in the other, in the order of the text."""
        if not names:
            yield self
            return
        for each in self.children:
            if each.name == names[0]:
                yield from each.all(*names[1:])

    def value(self, *names: str) -> str | None:
        """The text of the first element below these names; None where there is none."""
        found = self.find(*names)
        return None if found is None else found.text

    def __repr__(self) -> str:
        return f"Element({self.name!r}, {self.line})"


def read_xml(data: bytes) -> Element:
    """The root element of an XML text.

    Raises:
        Malformed: It is not XML, declares a DTD's entities, or is nested too deeply.
    """
    from defusedxml import DefusedXmlException
    from defusedxml.sax import make_parser

    if not data.strip():
        raise Malformed("it is empty")
    parser = make_parser()
    parser.setFeature(feature_namespaces, True)
    handler = _Handler()
    parser.setContentHandler(handler)
    try:
        parser.parse(io.BytesIO(data))
    except SAXParseException as error:
        line, column = error.getLineNumber() or 1, (error.getColumnNumber() or 0) + 1
        raise Malformed(str(error.getMessage()), line, column) from None
    except DefusedXmlException:
        raise Malformed("it declares entities, which are not read", handler.line) from None
    except (LookupError, ValueError, UnicodeError):
        raise Malformed("its encoding is not known") from None
    if handler.root is None:
        raise Malformed("it has no element")
    return handler.root


class _Handler(ContentHandler):
    """Builds elements as they open and close."""

    def __init__(self) -> None:
        super().__init__()
        self.root: Element | None = None
        self._open: list[tuple[Element, list[str]]] = []
        self._at: Any = None
        self._count = 0

    @property
    def line(self) -> int:
        """The line that is being read."""
        return int(self._at.getLineNumber() or 1) if self._at else 1

    def setDocumentLocator(self, locator: Any) -> None:
        self._at = locator

    def startElementNS(self, name: Any, qname: Any, attrs: Any) -> None:
        line, column = self.line, int(self._at.getColumnNumber() or 0) + 1
        if len(self._open) >= DEEPEST:
            raise Malformed(f"it is nested more than {DEEPEST} levels deep", line, column)
        self._count += 1
        if self._count > _MOST:
            raise Malformed("it has too many elements", line, column)
        attributes = {key[1]: attrs[key] for key in attrs.keys()}  # noqa: SIM118
        element = Element(name[1], attributes, line, column)
        if self._open:
            self._open[-1][0].children.append(element)
        else:
            self.root = element
        self._open.append((element, []))

    def characters(self, content: str) -> None:
        if self._open:
            self._open[-1][1].append(content)

    def endElementNS(self, name: Any, qname: Any) -> None:
        element, parts = self._open.pop()
        element.text = "".join(parts).strip()
