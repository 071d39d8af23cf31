#!/usr/bin/env python3
"""The shape of the code, as a test: who may include whom, every module has its README, catalogues agree, no coroutine trap of g++ 12.

Edges between modules are the USES words of each module's CMakeLists.txt; a file may include only another module's api.hpp; an edge that no
include uses any more is refused too, and so is a cycle.
"""

import json
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SRC = ROOT / "src"
LAYERS = {"base": set(), "maths": {"base"}, "platform": {"base"}, "modules": {"base", "maths", "platform", "modules", "embedded"}}
problems = []


def check_layers():
    for path in sorted(SRC.rglob("*.[ch]pp")):
        layer = path.relative_to(SRC).parts[0]
        if layer == "app":
            continue
        for there in re.findall(r'#include "(\w+)/', path.read_text(encoding="utf-8")):
            if there not in LAYERS[layer] | {layer, "embedded"}:
                problems.append(f"{path.relative_to(ROOT)}: {layer} may not use {there}")


def check_modules():
    uses = {}
    for lists in sorted((SRC / "modules").glob("*/CMakeLists.txt")):
        found = re.search(r"gongshi_module\((\w+)(?: USES ([\w ]+))?\)", lists.read_text())
        if found is None or found[1] != lists.parent.name:
            problems.append(f"{lists.relative_to(ROOT)}: one line, gongshi_module({lists.parent.name} USES …)")
            continue
        uses[found[1]] = set((found[2] or "").split())
        if not (lists.parent / "README.md").is_file():
            problems.append(f"modules/{found[1]}: no README.md")
    used = {name: set() for name in uses}
    for path in sorted((SRC / "modules").rglob("*.[ch]pp")):
        here = path.relative_to(SRC).parts[1]
        for there, rest in re.findall(r'#include "modules/(\w+)/([\w./]+)"', path.read_text(encoding="utf-8")):
            if there == here:
                continue
            used[here].add(there)
            if there not in uses.get(here, set()):
                problems.append(f"{path.relative_to(ROOT)}: {here} may not use {there}: declare the edge or publish an event")
            elif rest != "api.hpp" and "/tests/" not in str(path):
                problems.append(f"{path.relative_to(ROOT)}: {rest} is private to {there}: use modules/{there}/api.hpp")
    for here, edges in uses.items():
        for there in edges - used[here]:
            problems.append(f"modules/{here}/CMakeLists.txt: the edge to {there} is not used any more")
    done = set()
    while True:
        ready = [m for m in uses if m not in done and uses[m] <= done]
        if not ready:
            break
        done.update(ready)
    if done != set(uses):
        problems.append(f"a cycle between modules: {sorted(set(uses) - done)}")


def placeholders(text):
    return set(re.findall(r"\{(\w+)", re.sub(r"(one|other|zero|few|many|=\d+) \{[^{}]*\}", "", text)))


def check_catalogues():
    keys = set()
    for zh_file in sorted(SRC.rglob("i18n/zh-CN.json")):
        zh = json.loads(zh_file.read_text(encoding="utf-8"))
        en = json.loads((zh_file.parent / "en.json").read_text(encoding="utf-8"))
        name = zh_file.parent.parent.relative_to(SRC)
        for key in sorted(set(zh) ^ set(en)):
            problems.append(f"{name}: the message {key} is in one language only")
        for key in sorted(set(zh) & set(en)):
            if not zh[key].strip() or not en[key].strip():
                problems.append(f"{name}: the message {key} is empty")
            if placeholders(zh[key]) != placeholders(en[key]):
                problems.append(f"{name}: the message {key} has different arguments in the two languages")
        keys |= set(zh)
    code = "\n".join(p.read_text(encoding="utf-8") for p in sorted(SRC.rglob("*.[ch]pp")) if "/tests/" not in str(p))
    command_words = (SRC / "app/map_command.cpp").read_text(encoding="utf-8")
    for code_used in sorted(set(re.findall(r'fail\(ErrorKind::\w+,\s*"([\w.]+)"', code)) | set(re.findall(r'Error\{ErrorKind::\w+,\s*"([\w.]+)"', code))):
        # The maths have no reader of their own: what they refuse is worded where a person meets it.
        if code_used not in keys and f'"{code_used}"' not in command_words and not code_used.startswith("maths."):
            problems.append(f"no message for the error code {code_used}")


def check_coroutines():
    """g++ 12 destroys the temporaries of such expressions twice: name the lambda or the aggregate first."""
    for path in sorted(SRC.rglob("*.[ch]pp")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if "co_await" in line and re.search(r"co_await[^;]*(\[[^\]]*\w[^\]]*\]\s*[({]|\w\{[^}]*[^}\s][^}]*\}\s*[,)])", line):
                problems.append(f"{path.relative_to(ROOT)}:{number}: a lambda or braced aggregate inside co_await")


def check_migrations():
    for path in sorted((SRC / "modules").glob("*/migrations/*.sql")):
        module = path.parts[-3]
        for table in re.findall(r"(?:CREATE TABLE|ALTER TABLE|UPDATE|INSERT INTO|DELETE FROM|DROP TABLE)\s+(?:IF (?:NOT )?EXISTS\s+)?(\w+)", path.read_text()):
            if not table.startswith(module + "_"):
                problems.append(f"{path.relative_to(ROOT)}: {table} is not a table of {module}")


# What starts another program: the video engine (docs/adr/0036), and the hall's hub, which is this program once more (docs/adr/0035).
STARTS = {"src/platform/video/child.cpp": {"fork", "execve"}, "src/platform/hall/spawn.cpp": {"fork", "posix_spawn", "posix_spawnp"}}
# Outside of tests: no shell and no other programs, nothing that writes without knowing how much room there is, no format made at run time.
CALLS = r"\b(system|popen|exec[lv]p?e?|posix_spawnp?|v?fork|strcpy|strcat|v?sprintf|gets|alloca|s?scanf|strtok|dlopen|runtime)\("
# What must not be guessed comes from libsodium or OpenSSL.
CHANCE = r"\b(std::random_device|std::mt19937|std::minstd_rand|std::default_random_engine|maths::Random|[ds]?rand(?:48)?(?=\())"


def check_calls():
    for path in sorted(SRC.rglob("*.[ch]pp")):
        if "/tests/" in str(path) or path.name == "testing.hpp":
            continue
        text = path.read_text(encoding="utf-8")
        here = path.relative_to(ROOT)
        for call in re.finditer(CALLS, text):
            if call[1] in STARTS.get(str(here), ()):
                continue
            problems.append(f"{here}: {call[1]}() is not called here")
        if here.parts[1:3] in {("modules", "identity"), ("platform", "secrets")} or path.name == "exports.cpp":
            for chance in re.finditer(CHANCE, text):
                problems.append(f"{here}: {chance[1]} can be guessed")


# What a server says goes through platform/log (docs/security.md); commands speak to whoever typed them.
SAYS = r"\b(std::cerr|std::clog|std::cout|(?:fmt::print|printf|f?puts|perror|v?syslog|openlog|sd_journal_\w+)(?=\())"


def check_logs():
    for path in sorted(SRC.rglob("*.[ch]pp")):
        here = path.relative_to(SRC)
        if "tests" in here.parts or path.name == "testing.hpp" or here.parts[0] == "app" or here.parts[1] == "log":
            continue
        for said in re.finditer(SAYS, path.read_text(encoding="utf-8")):
            problems.append(f"src/{here}: {said[1]}: what is logged goes through platform/log")


check_layers()
check_logs()
check_modules()
check_calls()
check_catalogues()
check_coroutines()
check_migrations()
for problem in problems:
    print(problem)
sys.exit(1 if problems else 0)
