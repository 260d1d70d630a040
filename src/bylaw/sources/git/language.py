"""The language of a file, by its name or its first line, in lower case as GitHub names it."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

_EXTENSIONS: Final = """
ada adb ads
assembly asm s
astro astro
bash bash zsh ksh
batchfile bat cmd
bicep bicep
c c h
c# cs csx
c++ cc cpp cxx c++ hh hpp hxx h++ ipp
clojure clj cljs cljc edn
cmake cmake
coffeescript coffee
crystal cr
css css
csv csv
cuda cu cuh
cue cue
d d
dart dart
diff diff patch
dockerfile dockerfile
elixir ex exs
elm elm
erlang erl hrl
f# fs fsi fsx
fortran f f90 f95 f03 f08
gleam gleam
go go
gradle gradle
graphql graphql gql graphqls
groovy groovy gvy
haskell hs lhs
hcl hcl tf tfvars nomad
html html htm xhtml
ini ini cfg conf editorconfig
java java
javascript js mjs cjs jsx es6
json json json5 jsonc jsonl geojson webmanifest
jsonnet jsonnet libsonnet
julia jl
jupyter ipynb
kotlin kt kts
latex tex sty cls
less less
lua lua
makefile mk mak
markdown md markdown mdx mdown
nim nim nims
nix nix
objective-c m mm
ocaml ml mli
pascal pas pp dpr
perl pl pm pod
php php phtml php5 php7
powershell ps1 psm1 psd1
prisma prisma
properties properties
protobuf proto
puppet epp
python py pyi pyw pyx pxd
r r rmd
rego rego
restructuredtext rst rest
ruby rb rake gemspec ru
rust rs
sass sass
scala scala sc sbt
scss scss
shell sh
smarty tpl
solidity sol
sql sql ddl
starlark bzl star bazel
svelte svelte
swift swift
tcl tcl
text txt
thrift thrift
toml toml
typescript ts mts cts tsx
typst typ
v v
vala vala
vbnet vb vbs
verilog sv svh vh
vhdl vhd vhdl
vue vue
webassembly wat wast
xml xml xsd xsl xslt svg csproj vbproj fsproj props targets plist wsdl xaml resx
yaml yaml yml
zig zig
"""

_NAMES: Final = """
dockerfile Dockerfile Containerfile
makefile Makefile GNUmakefile makefile
cmake CMakeLists.txt
ruby Gemfile Rakefile Vagrantfile Podfile Brewfile Fastfile Guardfile
groovy Jenkinsfile
starlark BUILD WORKSPACE BUCK Tiltfile
shell .bashrc .bash_profile .profile .zshrc .envrc PKGBUILD
python SConstruct SConscript wscript
just justfile Justfile
go-module go.mod go.work
codeowners CODEOWNERS
git .gitattributes .gitignore .gitmodules
dotenv .env
json .babelrc .eslintrc .prettierrc composer.lock Pipfile.lock
toml Cargo.lock poetry.lock uv.lock Pipfile
ini .npmrc .pylintrc .flake8 .coveragerc
"""

_INTERPRETERS: Final = MappingProxyType(
    {
        "ash": "shell",
        "awk": "awk",
        "bash": "bash",
        "bun": "javascript",
        "dash": "shell",
        "deno": "typescript",
        "ksh": "bash",
        "lua": "lua",
        "node": "javascript",
        "nodejs": "javascript",
        "perl": "perl",
        "php": "php",
        "pwsh": "powershell",
        "python": "python",
        "rscript": "r",
        "ruby": "ruby",
        "sh": "shell",
        "tclsh": "tcl",
        "ts-node": "typescript",
        "zsh": "bash",
    }
)


def _table(text: str) -> MappingProxyType[str, str]:
    rows = (line.split() for line in text.strip().splitlines())
    return MappingProxyType({key: name for name, *keys in rows for key in keys})


EXTENSIONS: Final = _table(_EXTENSIONS)
NAMES: Final = _table(_NAMES)


def extension_of(path: str) -> str:
    """The last extension in lower case, without its dot; empty where there is none."""
    stem, dot, extension = path.rpartition("/")[2].rpartition(".")
    return extension.lower() if dot and stem.strip(".") else ""


def language_of_name(path: str) -> str | None:
    """The language that a file's name tells; None where it tells none."""
    name = path.rpartition("/")[2]
    if name in NAMES:
        return NAMES[name]
    if name.startswith(("Dockerfile.", "Containerfile.")):
        return "dockerfile"
    if name.startswith(".env."):
        return "dotenv"
    return EXTENSIONS.get(extension_of(path))


def language_of_first_line(line: str) -> str | None:
    """The language of a `#!` line; None where it is none, or of no known interpreter."""
    if not line.startswith("#!"):
        return None
    words = line[2:].split()
    while words:
        word = words.pop(0).rpartition("/")[2]
        if word == "env" or word.startswith("-") or "=" in word:
            continue
        name = word.lower().rstrip("0123456789.")
        return _INTERPRETERS.get(name)
    return None
