"""Which parser reads a language, and which nodes of its grammar are comments and strings.

The node kinds are those of the tree-sitter grammars that ast-grep carries. A kind that a newer
grammar no longer knows makes the language unreadable, never wrongly read.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from bylaw.dataclass import dataclass


@dataclass(frozen=True, slots=True)
class Syntax:
    """How one language writes what is not code."""

    parser: str
    """The name ast-grep knows the language by."""
    comments: tuple[str, ...] = ("comment",)
    """Kinds of node that are a comment, with its marks."""
    contents: tuple[str, ...] = ()
    """Kinds of node that are the content of a string, without its quotes."""
    literals: tuple[str, ...] = ()
    """Kinds of node that are a string with its quotes."""
    holes: tuple[str, ...] = ()
    """Kinds of node that are code again, inside of a string."""
    regexes: tuple[str, ...] = ()
    """Kinds of node whose `contents` are not a string's: they stay code."""
    spanning: str = r"[\"'`]"
    """A regex for what can open or close something longer than a line.

    Where a syntax error touches such a mark, nothing after it can be told from a string.
    """
    newlines: str = ""
    """Characters beside CR that end a line, and with it a comment, in the language but not here."""


_C_LIKE: Final = r"/\*|\*/"
_JAVASCRIPT: Final = Syntax(
    "javascript",
    comments=("comment", "html_comment", "hash_bang_line"),
    contents=("string_fragment", "escape_sequence"),
    holes=("template_substitution",),
    spanning=rf"{_C_LIKE}|`",
    newlines="\u2028\u2029",
)
_TYPESCRIPT: Final = ("typescript", "tsx")

LANGUAGES: Final = MappingProxyType(
    {
        "bash": Syntax(
            "bash",
            contents=("string_content", "heredoc_body"),
            literals=("raw_string", "ansi_c_string"),
            holes=("simple_expansion", "expansion", "command_substitution"),
            spanning=r"[\"'`]|<<",
        ),
        "c": Syntax(
            "c",
            contents=("string_content", "escape_sequence", "character"),
            spanning=_C_LIKE,
        ),
        "c#": Syntax(
            "csharp",
            contents=(
                "string_literal_content",
                "raw_string_content",
                "string_content",
                "character_literal_content",
                "escape_sequence",
            ),
            literals=("verbatim_string_literal",),
            holes=("interpolation",),
            spanning=rf'{_C_LIKE}|@\$?"|"""',
            newlines="\u0085\u2028\u2029",
        ),
        "c++": Syntax(
            "cpp",
            contents=("string_content", "raw_string_content", "escape_sequence", "character"),
            spanning=rf'{_C_LIKE}|R"|\)\w*"',
        ),
        "css": Syntax("css", contents=("string_content",), spanning=_C_LIKE),
        "dart": Syntax(
            "dart",
            contents=(
                "template_chars_double",
                "template_chars_single",
                "template_chars_double_single",
                "template_chars_single_single",
                "escape_sequence",
            ),
            holes=("template_substitution",),
            spanning=rf"{_C_LIKE}|\"\"\"|'''",
        ),
        "elixir": Syntax(
            "elixir", contents=("quoted_content", "escape_sequence"), holes=("interpolation",)
        ),
        "go": Syntax(
            "go",
            contents=(
                "interpreted_string_literal_content",
                "raw_string_literal_content",
                "escape_sequence",
            ),
            literals=("rune_literal",),
            spanning=rf"{_C_LIKE}|`",
        ),
        "haskell": Syntax(
            "haskell",
            comments=("comment", "haddock"),
            literals=("string", "char"),
            spanning=r"[\"']|\{-|-\}|\[\w*\||\|\]",
        ),
        "hcl": Syntax(
            "hcl",
            contents=("template_literal",),
            holes=("template_interpolation",),
            spanning=rf'{_C_LIKE}|"|<<',
        ),
        "html": Syntax("html", spanning=r"<!--|-->|[\"']|</?(?i:script|style|textarea|title)"),
        "java": Syntax(
            "java",
            comments=("line_comment", "block_comment"),
            contents=("string_fragment", "multiline_string_fragment", "escape_sequence"),
            literals=("character_literal",),
            holes=("string_interpolation",),
            spanning=rf'{_C_LIKE}|"""',
        ),
        "javascript": _JAVASCRIPT,
        "json": Syntax("json", contents=("string_content", "escape_sequence"), spanning=_C_LIKE),
        "kotlin": Syntax(
            "kotlin",
            comments=("line_comment", "multiline_comment", "shebang_line"),
            contents=("string_content",),
            literals=("character_literal",),
            holes=("interpolated_expression", "interpolated_identifier"),
            spanning=rf'{_C_LIKE}|"""',
        ),
        "lua": Syntax("lua", contents=("string_content",), spanning=r"\[=*\[|\]=*\]|\\z"),
        "nix": Syntax(
            "nix",
            contents=("string_fragment", "escape_sequence"),
            holes=("interpolation",),
            spanning=rf"{_C_LIKE}|\"|''",
        ),
        "php": Syntax(
            "php",
            contents=("string_content", "escape_sequence", "nowdoc_string"),
            spanning=rf"{_C_LIKE}|[\"'`]|<<<|\?>|<\?",
        ),
        "python": Syntax(
            "python",
            contents=("string_content",),
            holes=("interpolation",),
            spanning=r"\"\"\"|'''",
        ),
        "ruby": Syntax(
            "ruby",
            contents=("string_content", "escape_sequence", "heredoc_content"),
            holes=("interpolation",),
            regexes=("regex",),
            spanning=r"[\"'`/]|<<|%|^=(?:begin|end)|^__END__",
        ),
        "rust": Syntax(
            "rust",
            comments=("line_comment", "block_comment"),
            contents=("string_content", "escape_sequence"),
            literals=("char_literal",),
            spanning=rf"{_C_LIKE}|\"",
        ),
        "scala": Syntax(
            "scala",
            comments=("comment", "block_comment"),
            literals=("string", "interpolated_string", "character_literal"),
            holes=("interpolation",),
            spanning=rf'{_C_LIKE}|"""',
        ),
        "solidity": Syntax(
            "solidity",
            literals=("string", "unicode_string_literal", "hex_string_literal"),
            spanning=_C_LIKE,
        ),
        "swift": Syntax(
            "swift",
            comments=("comment", "multiline_comment"),
            contents=("line_str_text", "multi_line_str_text", "str_escaped_char"),
            literals=("raw_string_literal",),
            holes=("interpolated_expression", "raw_str_interpolation"),
            spanning=rf'{_C_LIKE}|"""|#"|"#',
        ),
        **{
            name: Syntax(
                name,
                comments=("comment", "html_comment", "hash_bang_line"),
                contents=_JAVASCRIPT.contents,
                holes=_JAVASCRIPT.holes,
                spanning=_JAVASCRIPT.spanning,
                newlines=_JAVASCRIPT.newlines,
            )
            for name in _TYPESCRIPT
        },
        "yaml": Syntax("yaml", literals=("double_quote_scalar", "single_quote_scalar")),
        "zig": Syntax(
            "zig",
            contents=(
                "string_content",
                "escape_sequence",
                "character_content",
                "multiline_string",
            ),
            spanning=r"(?!)",
        ),
    }
)
"""By the language's name, in lower case."""

ALIASES: Final = MappingProxyType(
    {
        "cpp": "c++",
        "csharp": "c#",
        "cuda": "c++",
        "golang": "go",
        "js": "javascript",
        "json with comments": "json",
        "json5": "json",
        "jsonc": "json",
        "jsx": "javascript",
        "jupyter": "json",
        "sh": "bash",
        "shell": "bash",
        "shellscript": "bash",
        "starlark": "python",
        "terraform": "hcl",
        "ts": "typescript",
        "yml": "yaml",
        "zsh": "bash",
    }
)

VARIANTS: Final = MappingProxyType({"tsx": "tsx", "jsx": "javascript"})
"""Extensions that say more than the language does."""

COMMENT_MARKS: Final = MappingProxyType(
    {
        "codeowners": "#",
        "dockerfile": "#",
        "dotenv": "#",
        "git": "#",
        "ini": "#;",
        "makefile": "#",
        "properties": "#!",
    }
)
"""Languages in which a comment is a whole line, by the characters that such a line starts with."""

SCANNED: Final = MappingProxyType(
    {
        "toml": (
            r"(?P<comment>#[^\r\n]*)"
            r'|"""(?P<string_1>(?:\\.|[^\\])*?)"""'
            r"|'''(?P<string_2>.*?)'''"
            r'|"(?P<string_3>(?:\\[^\r\n]|[^"\\\r\n])*)"'
            r"|'(?P<string_4>[^'\r\n]*)'"
        ),
        "xml": r"<!\[CDATA\[.*?\]\]>|(?P<comment><!--.*?-->)",
    }
)
"""Languages whose tokens a regex tells apart, by one that names what is comment and string."""

TEXT: Final = frozenset(
    {"csv", "diff", "latex", "markdown", "org", "restructuredtext", "text", "tsv", "typst"}
)
"""Languages of prose and plain data: a line of them is code from end to end."""


def syntax_of(language: str | None, extension: str = "") -> Syntax | None:
    """How a file is parsed; None where no parser can.

    Args:
        language: `File.language`.
        extension: `File.extension`, in lower case without its dot.
    """
    if language is None:
        return None
    return LANGUAGES.get(VARIANTS.get(extension) or ALIASES.get(language, language))


def is_text(language: str | None) -> bool:
    """Whether a line of such a file is code from end to end, because nothing else is known in it.

    That holds for prose and for files of no known language, so that a rule over all added lines
    still decides about them.
    """
    return language is None or language in TEXT
