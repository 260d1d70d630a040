"""The values of variables in GitLab's pipelines, as far as their files tell them."""

from __future__ import annotations

import re
from collections import ChainMap
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice, product
from typing import Final

from bylaw.dataclass import dataclass
from bylaw.sources.documents.node import Node
from bylaw.sources.manifests.variables import LONGEST, expand

_INPUT: Final = re.compile(r"\$\[\[\s*inputs\.([\w.-]+)[^\]]*\]\]")
_NAME: Final = re.compile(r"\$\{?([A-Za-z_]\w*)")
_MOST_VARIANTS: Final = 200
"""Jobs of a matrix; GitLab runs at most 200."""


@dataclass(frozen=True, slots=True)
class Values:
    """What is known of variables and inputs."""

    variables: dict[str, str]
    inputs: Mapping[str, str]

    def expand(self, text: str, own: dict[str, str] | None = None) -> str:
        """The text with inputs' defaults, and variables of the job, else of the pipeline."""
        if "$" not in text or len(text) > LONGEST:
            return text
        if self.inputs:
            text = _INPUT.sub(lambda found: self.inputs.get(found[1], found[0]), text)
        return expand(text, ChainMap(own, self.variables) if own else self.variables)

    def variants(self, node: Node, job: Node) -> Iterable[tuple[str, Node]]:
        """The texts that a node of a job stands for, one for each combination of its matrix.

        Where one variable of the matrix makes the difference, the place is its value's.
        """
        text = node.text or ""
        if "$" not in text or len(text) > LONGEST:
            return [(text, node)]
        own = dict(_scalars(job.get("variables")))
        found: dict[str, Node] = {}
        names = list(dict.fromkeys(_NAME.findall(text)))[:10]
        for row in _rows(job):
            axes = [(name, row[name]) for name in names if name in row]
            for chosen in islice(product(*(values for _, values in axes)), _MOST_VARIANTS):
                if len(found) >= _MOST_VARIANTS:
                    break
                given = {name: _text(value) for (name, _), value in zip(axes, chosen, strict=True)}
                place = chosen[0] if len(chosen) == 1 else node
                found.setdefault(self.expand(text, {**own, **given}), place)
        return found.items() or [(self.expand(text, own), node)]


def values_of(roots: Iterable[Node]) -> Values:
    """The global variables and the inputs' defaults of files, the first of which comes first."""
    variables: dict[str, str] = {}
    inputs: dict[str, str] = {}
    for root in roots:
        for name, text in _scalars(root.get("variables")):
            variables.setdefault(name, text)
        declared = root.get("spec", "inputs")
        for name, node in declared.items() if declared else ():
            default = node.get("default")
            if default is not None and (text := _text(default)):
                inputs.setdefault(name, text)
    return Values(variables, inputs)


def _scalars(variables: Node | None) -> Iterator[tuple[str, str]]:
    """Variables with their values; one may be a mapping with a `value`."""
    for name, node in variables.items() if variables else ():
        value = node.get("value") if isinstance(node.value, dict) else node
        if value is not None and not isinstance(value.value, (dict, list)):
            yield name, _text(value)


def _rows(job: Node) -> Iterator[dict[str, list[Node]]]:
    matrix = job.get("parallel", "matrix")
    for row in matrix.elements()[:_MOST_VARIANTS] if matrix else ():
        yield {
            name: list(values.elements()[:_MOST_VARIANTS]) or [values]
            for name, values in islice(row.items(), _MOST_VARIANTS)
        }


def _text(node: Node) -> str:
    return node.written or ""
