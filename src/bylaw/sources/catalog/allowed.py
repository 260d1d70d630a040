"""Whether the architecture allows an import."""

from __future__ import annotations

from collections.abc import Sequence
from fnmatch import fnmatchcase
from typing import Literal

from bylaw.dataclass import dataclass
from bylaw.sources.catalog.globs import matcher
from bylaw.sources.catalog.interface import Catalog, Component, one_line

_MOST_SHOWN = 5
_SIGNS = (".", "/", "\\")
"""What stands between the parts of a package's name."""

BreachKind = Literal["packages", "dependencies", "layers", "public"]


@dataclass(frozen=True, slots=True)
class Breach:
    """A decision that an import goes against."""

    kind: BreachKind
    """What decides: `externals`, `may_depend_on`, the layers, or what the target shows."""
    reason: str
    """One clause; it reads well behind `pay may not depend on web: `."""


def judge(
    catalog: Catalog,
    source: str | None,
    target: str | None,
    *,
    target_path: str | None = None,
    external: bool = False,
    package: str | None = None,
) -> tuple[Breach, ...]:
    """Why an import is not allowed; nothing where it is.

    In this order: the packages, `may_depend_on`, the layers, what the target shows.

    Args:
        catalog: The catalog.
        source: The component that imports; None is a file of no component, which may do anything.
        target: The component that is imported; None where there is none.
        target_path: The file that is imported, where it is known.
        external: What is imported is not part of the repository.
        package: The package that is imported from outside; None, as for what a language brings
            along, is always allowed.
    """
    importer = None if source is None else catalog.components.get(source)
    if importer is None:
        return ()
    if external:
        said = "" if package is None else _of_packages(importer, package)
        return (Breach("packages", said),) if said else ()
    imported = None if target is None else catalog.components.get(target)
    if imported is None or imported.name == importer.name:
        return ()
    found = (
        Breach("dependencies", _of_list(importer, imported)),
        Breach("layers", _of_layers(catalog, importer, imported)),
        Breach("public", _of_public(imported, target_path)),
    )
    return tuple(each for each in found if each.reason)


def possible(catalog: Catalog, source: str | None) -> tuple[BreachKind, ...]:
    """What an import of a component could go against, wherever it leads."""
    importer = None if source is None else catalog.components.get(source)
    if importer is None:
        return ()
    others = (each for each in catalog.components.values() if each.name != importer.name)
    could: dict[BreachKind, bool] = {
        "packages": importer.externals is not None,
        "dependencies": importer.may_depend_on is not None,
        "layers": any(importer.layer == layer.name for layer in catalog.layers),
        "public": any(each.public for each in others),
    }
    return tuple(kind for kind, is_so in could.items() if is_so)


def is_public(component: Component, path: str) -> bool:
    """Whether a component lets others import a file of it."""
    return not component.public or matcher(component.public)(path)


def _of_packages(component: Component, package: str) -> str:
    allowed = component.externals
    if allowed is None or any(_is_of(package, one) for one in allowed):
        return ""
    if not allowed:
        return f"{component.name} may use no packages"
    return f"the only packages of {component.name} are {_listed(allowed)}"


def _is_of(package: str, name: str) -> bool:
    """Whether a package is meant by a name: `org.springframework` means those below it too."""
    if fnmatchcase(package, name):
        return True
    return any(sign in name and package.startswith(name + sign) for sign in _SIGNS)


def _of_list(source: Component, target: Component) -> str:
    allowed = source.may_depend_on
    if allowed is None or target.name in allowed or target.name in source.depends_on:
        return ""
    names = list(dict.fromkeys((*allowed, *source.depends_on)))
    if not names:
        return f"{source.name} may depend on nothing"
    return f"{source.name} may depend only on {_listed(names)}"


def _of_layers(catalog: Catalog, source: Component, target: Component) -> str:
    names = [layer.name for layer in catalog.layers]
    if source.layer not in names or target.layer not in names:
        return ""
    above, below = names.index(source.layer), names.index(target.layer)
    if below < above:
        return f"layer {target.layer} is above layer {source.layer}"
    if above == below:
        is_apart = catalog.layers[above].independent
        return f"components of layer {source.layer} are independent" if is_apart else ""
    for layer in catalog.layers[above + 1 : below]:
        if layer.closed:
            between = f"{source.layer} and {target.layer}"
            return f"layer {layer.name} is closed, and stands between {between}"
    return ""


def _of_public(target: Component, path: str | None) -> str:
    if path is None or is_public(target, path):
        return ""
    return f"{one_line(path)} is not public in {target.name}"


def _listed(names: Sequence[str]) -> str:
    shown = list(names[:_MOST_SHOWN])
    if len(names) > _MOST_SHOWN:
        shown.append(f"{len(names) - _MOST_SHOWN} more")
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}"
