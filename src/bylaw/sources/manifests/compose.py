"""Compose files: the images of their services, as the Compose specification has them.

A service that is built has no image of its own: its Dockerfile says what it builds on. Variables
have the values of the `.env` file beside the Compose file, else their defaults. Files that are
included or extended are read with it.
"""

from __future__ import annotations

from typing import Final

from bylaw.sources.documents.node import Node
from bylaw.sources.manifests.compose_project import File, Project
from bylaw.sources.manifests.interface import Reading, Scope, Source
from bylaw.sources.manifests.load import load_yaml

_KEYS: Final = (
    "services", "version", "include", "name", "networks", "volumes", "configs", "secrets", "models"
)  # fmt: skip
_NOTHING: Final = Node(None, 1)
_EMPTY: Final = (None, "", "null")
"""What a key has that says nothing; `!reset null` is a text, because tags are not followed."""


def read(file: Source) -> Reading:
    """The images of a Compose file, and of the files of the repository that it includes or extends.

    Raises:
        Unreadable: it is not YAML.
    """
    project = Project(file)
    roots, problems = load_yaml(file)
    project.problems += problems
    project.roots[file.path] = roots
    project.queue.append((file.path, ""))
    done: set[tuple[str, str]] = set()
    for path, service in project.queue:
        if (path, service) not in done and (path, "") not in done:
            done.add((path, service))
            _file(File(project, path, project.environment(path)), service)
    used = (path for path, values in project.values.items() if values)
    includes = (*list(project.roots)[1:], *used)
    return Reading(tuple(project.entries), tuple(project.problems), includes=includes)


def _file(file: File, only: str) -> None:
    for root in file.project.roots.get(file.path, ()):
        if not isinstance(root.value, dict):
            file.wrong("a Compose file is a mapping", root)
            continue
        services = root.get("services")
        if services is None and not any(key in root.value for key in _KEYS):
            services = root  # the first version of the format
        services = services or _NOTHING
        if services.value and not isinstance(services.value, dict):
            file.wrong("`services` is a mapping", services)
        if only:
            _service((services.get(only) or _NOTHING), file)
            continue
        for _, service in services.items():
            _service(service, file)
        for _, model in (root.get("models") or _NOTHING).items():
            named = model.get("model")
            if named is not None and named.text:
                file.image(named.text, named, "runtime")
            else:
                file.wrong("a model has a `model`", model)
        for include in (root.get("include") or _NOTHING).elements():
            _include(include, file)


def _service(service: Node, file: File) -> None:
    if not isinstance(service.value, dict):
        if service.value not in _EMPTY:
            file.wrong("a service is a mapping", service)
        return
    profiles = service.get("profiles")
    scope: Scope = "optional" if profiles is not None and profiles.elements() else "runtime"
    named, build = service.get("image"), service.get("build")
    if build is not None and build.value not in _EMPTY:
        _build(build, file)
    elif named is not None and named.value not in _EMPTY:
        if isinstance(named.value, (dict, list)):
            file.wrong("an image is a text", named)
        else:
            file.image(named.written or "", named, scope)
    for volume in (service.get("volumes") or _NOTHING).elements():
        source = volume.get("source")
        if volume.string("type") == "image" and source is not None and source.text:
            file.image(source.text, source, scope)
    extends = service.get("extends") or _NOTHING
    held = extends.get("file")
    if held is not None:
        file.follow(held, extends.string("service") or "")


def _build(build: Node, file: File) -> None:
    """What a build takes from elsewhere: a repository as its context, images as further ones."""
    context = build if build.text is not None else build.get("context")
    if context is not None and context.text:
        file.remote(context, "build")
    more = build.get("additional_contexts") or _NOTHING
    named = [(each, each.text or "") for _, each in more.items()]
    named += [(each, (each.text or "").partition("=")[2]) for each in more.elements()]
    for node, text in named:
        if text.startswith("docker-image://"):
            file.image(text.removeprefix("docker-image://"), node, "build")
    inline = build.get("dockerfile_inline")
    if inline is not None and inline.text:
        _inline(inline, file)


def _inline(node: Node, file: File) -> None:
    """A Dockerfile as a text; the lines of a block of text are lines of the file."""
    from bylaw.sources.manifests import dockerfile

    data = (node.text or "").encode(errors="replace")
    reading = dockerfile.read(Source("Dockerfile", data, file.project.file.tree))
    for entry in reading.entries:
        line = min(node.line + entry.line, node.end_line) if node.end_line > node.line else 0
        file.add(entry, Node(None, line or node.line), "build")
    for problem in reading.problems:
        file.wrong(problem.message, node)


def _include(node: Node, file: File) -> None:
    paths = node.get("path") if isinstance(node.value, dict) else node
    if paths is None or not (paths.text or paths.elements()):
        file.wrong("an include is a path, or a mapping with a `path`", node)
        return
    for each in paths.elements() or [paths]:
        file.follow(each)
