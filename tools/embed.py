#!/usr/bin/env python3
"""embed.py NAME OUT.hpp INPUT...: compiles a module's text files into one C++ header.

    queries.sql                     -> gongshi::NAME::sql::<query>, sql::all, kQueries
    migrations/NNNN_name.sql        -> gongshi::NAME::kMigrations
    migrations/NNNN_name.postgres.sql  (instead of the shared text, on PostgreSQL)
    i18n/zh-CN.json, i18n/en.json   -> gongshi::NAME::kMessages_zh_CN, kMessages_en
    common_passwords.txt            -> gongshi::NAME::kCommonPasswords, so for every .txt

In queries.sql each statement follows a line `-- name: find`; `-- name: find postgres` gives PostgreSQL its own text.
"""

import json
import re
import sys
from pathlib import Path

# Compilers other than GCC limit one literal; adjacent literals are joined.
LITERAL_BYTES = 15_000
CPP_KEYWORDS = set(
    """alignas alignof and and_eq asm auto bitand bitor bool break case catch char class compl concept const consteval constexpr
    constinit const_cast continue co_await co_return co_yield decltype default delete do double dynamic_cast else enum explicit
    export extern false float for friend goto if inline int long mutable namespace new noexcept not not_eq nullptr operator or
    or_eq private protected public register reinterpret_cast requires return short signed sizeof static static_assert static_cast
    struct switch template this thread_local throw true try typedef typeid typename union unsigned using virtual void volatile
    wchar_t while xor xor_eq""".split()
)
# Strings, quoted names and comments; what remains between them is SQL proper.
QUOTED = re.compile(r"'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|--[^\n]*|/\*.*?\*/", re.DOTALL)
NAME_LINE = re.compile(r"^--\s*name:\s*(\S+)(?:[ \t]+(\S+))?[ \t]*$", re.MULTILINE)


def refuse(path, message):
    sys.exit(f"{path}: {message}")


def read(path):
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        refuse(path, f"not UTF-8 ({error})")
    if "\0" in text:
        refuse(path, "holds a NUL byte")
    return text.replace("\r\n", "\n")


def literal(text):
    delimiter = "sql"
    while f'){delimiter}"' in text:
        delimiter += "_"
    pieces, piece, size = [], [], 0
    for character in text:
        size += len(character.encode())
        piece.append(character)
        if size >= LITERAL_BYTES:
            pieces.append("".join(piece))
            piece, size = [], 0
    pieces.append("".join(piece))
    return "\n    ".join(f'R"{delimiter}({p}){delimiter}"' for p in pieces)


def without_quotes(sql):
    """The same length and line breaks, with strings, quoted names and comments blanked."""
    return QUOTED.sub(lambda m: re.sub(r"[^\n]", " ", m.group()), sql)


def statement(path, name, chunk):
    """The one statement of a chunk, without the comments around it and without the semicolon."""
    bare = without_quotes(chunk)
    ends = [m.start() for m in re.finditer(";", bare)]
    if ends and bare[ends[0] + 1 :].strip():
        refuse(path, f"query '{name}' holds more than one statement")
    body = chunk[: ends[0]] if ends else chunk
    bare = without_quotes(body)
    if not bare.strip():
        refuse(path, f"query '{name}' holds no statement")
    # A comment after the last word of SQL belongs to no statement; a closing quote is no comment.
    spans = [m.span() for m in QUOTED.finditer(body) if m.group()[0] in "-/"]
    first = 0
    for begin, end in spans:
        if body[first:begin].strip():
            break
        first = end
    last = len(body)
    for begin, end in reversed(spans):
        if body[end:last].strip():
            break
        last = begin
    return body[first:last].strip()


def parameters(path, name, sql):
    bare = without_quotes(sql)
    if "?" in bare or re.search(r"[:@][A-Za-z_]", bare) or "::" in bare:
        refuse(path, f"query '{name}': parameters are $1...$n, casts are CAST(x AS TYPE); '?', ':name', '@name' and '::' do not "
                     "mean the same on both engines")
    numbers = {int(n) for n in re.findall(r"\$(\d+)", bare)}
    highest = max(numbers, default=0)
    missing = sorted(set(range(1, highest + 1)) - numbers)
    if missing or 0 in numbers:
        refuse(path, f"query '{name}' uses ${highest} but not " + ", ".join(f"${n}" for n in missing or [1]))
    return highest


def queries(module, paths):
    found = {}
    for path in paths:
        text = read(path)
        marks = list(NAME_LINE.finditer(text))
        if without_quotes(text[: marks[0].start()] if marks else text).strip():
            refuse(path, "a statement stands before the first '-- name:' line")
        for mark, following in zip(marks, marks[1:] + [None]):
            name, engine = mark.group(1), mark.group(2) or "shared"
            if not re.fullmatch(r"[a-z][a-z0-9_]*", name) or name in CPP_KEYWORDS or name == "all":
                refuse(path, f"'{name}' cannot name a query: it becomes a C++ name ([a-z][a-z0-9_]*, no keyword, not 'all')")
            if engine not in ("shared", "postgres"):
                refuse(path, f"query '{name}': after the name only 'postgres' may stand, not '{engine}'")
            sql = statement(path, name, text[mark.end() : following.start() if following else len(text)])
            texts = found.setdefault(name, {})
            if engine in texts:
                refuse(path, f"query '{name}' is defined twice in {module}")
            texts[engine] = (sql, parameters(path, name, sql), path)
    for name, texts in found.items():
        if "shared" not in texts:
            refuse(texts["postgres"][2], f"query '{name}' has a text for PostgreSQL only")
        if "postgres" in texts and texts["postgres"][1] != texts["shared"][1]:
            refuse(texts["postgres"][2], f"query '{name}': the two texts take different parameters")
    return dict(sorted(found.items()))


def migrations(module, paths):
    shared, overrides = {}, {}
    for path in paths:
        match = re.fullmatch(r"(\d{4})_([a-z0-9_]+)(\.postgres)?\.sql", path.name)
        if not match:
            refuse(path, "a migration is called NNNN_name.sql or NNNN_name.postgres.sql")
        stem = f"{match.group(1)}_{match.group(2)}"
        target = overrides if match.group(3) else shared
        number = int(match.group(1))
        if number in target:
            refuse(path, f"migration number {number} is used twice in {module}")
        target[number] = (stem, read(path), path)
    for number, (stem, _, path) in overrides.items():
        if number not in shared or shared[number][0] != stem:
            refuse(path, f"there is no {stem}.sql that this replaces on PostgreSQL")
    return [(number, stem, text, overrides.get(number, (None, ""))[1]) for number, (stem, text, _) in sorted(shared.items())]


def messages(paths, language):
    for path in paths:
        if path.name == f"{language}.json":
            text = read(path)
            try:
                json.loads(text)
            except ValueError as error:
                refuse(path, f"not JSON: {error}")
            return text
    return ""


def header(module, inputs):
    inputs = sorted(inputs)
    found = queries(module, [p for p in inputs if p.name == "queries.sql"])
    steps = migrations(module, [p for p in inputs if p.parent.name == "migrations"])
    texts = [p for p in inputs if p.suffix == ".json"]
    out = ["// Made by tools/embed.py; edit the files it was made from.", "#pragma once", "",
           "#include <array>", "#include <string_view>", "",
           '#include "platform/db/migrations.hpp"', "", f"namespace gongshi::{module} {{", "", "namespace sql {"]
    for name, by_engine in found.items():
        sql, count, _ = by_engine["shared"]
        override = f",\n    {literal(by_engine['postgres'][0])}" if "postgres" in by_engine else ""
        out.append(f'inline constexpr db::Query {name}{{"{module}.{name}",\n    {literal(sql)},\n    {count}{override}}};')
    pointers = ", ".join(f"&{name}" for name in found)
    out += [f"inline constexpr std::array<const db::Query*, {len(found)}> all{{{pointers}}};", "}  // namespace sql", "",
            f"inline constexpr std::array<const db::Query*, {len(found)}> kQueries = sql::all;", "",
            f"inline constexpr std::array<db::Migration, {len(steps)}> kMigrations{{"]
    for number, stem, text, override in steps:
        tail = f",\n    {literal(override)}" if override else ""
        out.append(f'    db::Migration{{"{module}", {number}, "{stem}",\n    {literal(text)}{tail}}},')
    out += ["};", ""]
    for language in ("zh-CN", "en"):
        out.append(f"inline constexpr std::string_view kMessages_{language.replace('-', '_')} =\n    {literal(messages(texts, language))};")
    for path in (p for p in inputs if p.suffix == ".txt"):
        constant = "k" + path.stem.title().replace("_", "")
        out.append(f"inline constexpr std::string_view {constant} =\n    {literal(read(path))};")
    out += ["", f"}}  // namespace gongshi::{module}", ""]
    return "\n".join(out)


def main(arguments):
    if len(arguments) < 2 or not re.fullmatch(r"[a-z][a-z0-9_]*", arguments[0]):
        sys.exit(__doc__)
    out = Path(arguments[1])
    text = header(arguments[0], [Path(a) for a in arguments[2:]])
    # An unchanged header keeps its time, so that nothing is compiled again.
    if not out.exists() or out.read_text(encoding="utf-8") != text:
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
