"""From the declarations in this folder to `schema.json`, which is all that a run reads.

`python -m bylaw.facts.generate` writes the schema and the reference page that follows from it.
The declarations are read as text: nothing of them is imported, so they may name one another freely.
"""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

HERE: Final = Path(__file__).parent
SCHEMA: Final = HERE / "schema.json"
PAGE: Final = HERE.parents[2] / "docs" / "facts.md"

DECLARATIONS: Final = (
    "scalars", "change", "commits", "documents", "dependencies", "architecture", "review",
    "safeguards", "memory", "roots",
)  # fmt: skip

SCALARS: Final = {
    "str": "string", "int": "int", "float": "float", "bool": "bool",
    "Int": "int", "Float": "float", "Bool": "bool",
    "Duration": "duration", "Size": "size", "Date": "date", "Version": "version",
    "Regex": "regex", "Glob": "glob",
}  # fmt: skip

Schema = dict[str, Any]


def schema() -> Schema:
    """The fact schema in the shape of docs/internals.md.

    Raises:
        ValueError: a declaration has no docstring, or a type that the language does not know.
    """
    modules = [ast.parse((HERE / f"{name}.py").read_text("utf-8")) for name in DECLARATIONS]
    aliases = {name: value for module in modules for name, value in _aliases(module)}
    classes = {
        item.name: item
        for module in modules
        for item in module.body
        if isinstance(item, ast.ClassDef) and item.decorator_list
    }
    known = {**aliases, **{name: name for name in classes}, **SCALARS}
    types = {
        name: {
            "doc": _doc(item, name),
            "located": _inherits(item, "Located", classes),
            "fields": dict(_members(item, classes, known)),
        }
        for name, item in classes.items()
        if name not in {"Fact", "Located", "Roots"}
    }
    roots = dict(_members(classes["Roots"], classes, known))
    return {
        "types": types,
        "roots": {name: member for name, member in roots.items() if "args" not in member},
        "functions": {name: member for name, member in roots.items() if "args" in member},
    }


def _aliases(module: ast.Module) -> Iterator[tuple[str, str]]:
    for item in module.body:
        if isinstance(item, ast.Assign) and isinstance(item.targets[0], ast.Name):
            yield item.targets[0].id, _type(item.value, SCALARS)


def _inherits(item: ast.ClassDef, base: str, classes: Mapping[str, ast.ClassDef]) -> bool:
    names = [each.id for each in item.bases if isinstance(each, ast.Name)]
    return base in names or any(_inherits(classes[n], base, classes) for n in names if n in classes)


def _members(
    item: ast.ClassDef, classes: Mapping[str, ast.ClassDef], known: Mapping[str, str]
) -> Iterator[tuple[str, Schema]]:
    """Fields and methods in the order of their declaration, inherited ones first."""
    for base in item.bases:
        if isinstance(base, ast.Name) and base.id in classes:
            yield from _members(classes[base.id], classes, known)
    for at, member in enumerate(item.body):
        if isinstance(member, ast.AnnAssign) and isinstance(member.target, ast.Name):
            name = member.target.id
            doc = _text(item.body[at + 1]) if at + 1 < len(item.body) else ""
            if not doc:
                raise ValueError(f"{item.name}.{name} has no docstring")
            yield name, {"type": _type(member.annotation, known), "doc": doc}
        elif isinstance(member, ast.FunctionDef) and member.returns is not None:
            yield (
                member.name,
                {
                    "args": list(_arguments(member.args, known)),
                    "type": _type(member.returns, known),
                    "doc": _doc(member, f"{item.name}.{member.name}"),
                },
            )


def _arguments(args: ast.arguments, known: Mapping[str, str]) -> Iterator[str]:
    """Types of a method's arguments: `string`, `duration=` where optional, `by: string=`."""
    positional = args.args[1:] if args.args and args.args[0].arg == "self" else args.args
    required = len(positional) - len(args.defaults)
    for at, arg in enumerate(positional):
        yield _argument(arg, known) + ("" if at < required else "=")
    for arg, default in zip(args.kwonlyargs, args.kw_defaults, strict=True):
        yield f"{arg.arg}: {_argument(arg, known)}" + ("=" if default else "")


def _argument(arg: ast.arg, known: Mapping[str, str]) -> str:
    if arg.annotation is None:
        raise ValueError(f"argument {arg.arg} has no type")
    return _type(arg.annotation, known).removesuffix("?")


def _type(node: ast.expr, known: Mapping[str, str]) -> str:
    """The language's type syntax for an annotation."""
    match node:
        case ast.Name(id=name) if name in known:
            return known[name]
        case ast.Subscript(value=ast.Name(id="list"), slice=item):
            return f"list[{_type(item, known)}]"
        case ast.Subscript(value=ast.Name(id="Literal"), slice=members):
            items = members.elts if isinstance(members, ast.Tuple) else [members]
            return f"enum({'|'.join(str(ast.literal_eval(item)) for item in items)})"
        case ast.BinOp(left=left, op=ast.BitOr(), right=ast.Constant(value=None)):
            return _type(left, known) + "?"
    raise ValueError(f"the language has no type for {ast.unparse(node)}")


def _doc(node: ast.ClassDef | ast.FunctionDef, name: str) -> str:
    doc = ast.get_docstring(node)
    if not doc:
        raise ValueError(f"{name} has no docstring")
    return " ".join(doc.split())


def _text(node: ast.stmt) -> str:
    match node:
        case ast.Expr(value=ast.Constant(value=str(text))):
            return " ".join(text.split())
    return ""


def render(facts: Schema) -> str:
    """The schema as JSON, one field a line, so that a difference can be read."""
    types = [
        f'"{name}": {{"doc": {_json(item["doc"])}, "located": {_json(item["located"])}, "fields": '
        f"{_block(item['fields'])}}}"
        for name, item in facts["types"].items()
    ]
    return (
        '{"types": {\n' + ",\n".join(types) + "\n},\n"
        f'"roots": {_block(facts["roots"])},\n"functions": {_block(facts["functions"])}}}\n'
    )


def _block(members: Mapping[str, Schema]) -> str:
    return "{\n" + ",\n".join(f' "{name}": {_json(each)}' for name, each in members.items()) + "}"


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def main() -> None:
    """Write the schema and the reference page."""
    from bylaw.facts.page import page

    facts = schema()
    SCHEMA.write_text(render(facts), "utf-8")
    PAGE.write_text(page(facts), "utf-8")


if __name__ == "__main__":
    main()
