#!/usr/bin/env python3
"""compliance/asvs.csv, as a test: every level 1 and 2 requirement of ASVS 5.0.0 has its one row, and every test and document it names exists.

Only the numbers of the requirements stand there and here; their text is not ours to copy (compliance/README.md).
"""

import csv
import hashlib
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# How many requirements of level 1 and of level 2 each chapter has.
CHAPTERS = {1: (8, 19), 2: (4, 7), 3: (8, 11), 4: (2, 8), 5: (4, 5), 6: (13, 22), 7: (6, 12), 8: (4, 3), 9: (4, 3),
            10: (5, 24), 11: (3, 11), 12: (3, 6), 13: (1, 12), 14: (2, 7), 15: (3, 10), 16: (0, 16), 17: (0, 7)}
# SHA-256 of "number level" of each of them, a line each, in the order of the standard.
NUMBERS = "c221cc01ef8fef1236787852eaaffe3e41baaa66b99534975cf9ccc3f62e5b4a"
problems = []


def tests_of_programs():
    """program:Suite.Case of every GoogleTest in the sources."""
    found = set()
    for path in sorted((ROOT / "src").glob("**/tests/*.cpp")):
        program = path.parent.parent.name + "_tests"
        for suite, case in re.findall(r"^TEST(?:_F|_P)?\(\s*(\w+)\s*,\s*(\w+)\s*\)", path.read_text(encoding="utf-8"), re.M):
            found.add(f"{program}:{suite}.{case}")
    return found


def stories():
    """story:file/name of every story in a browser."""
    found = set()
    for path in sorted((ROOT / "e2e/web").glob("*.story.mjs")):
        told = path.read_text(encoding="utf-8").partition("export const stories")[2]
        found |= {f"story:{path.name.removesuffix('.story.mjs')}/{name}" for name in re.findall(r"\bname: '([^']+)'", told)}
    return found


def existing():
    found = tests_of_programs() | stories()
    found |= {f"fuzz:{path.name.removesuffix('_fuzz.cpp')}" for path in (ROOT / "fuzz").glob("*_fuzz.cpp")}
    found |= {f"vitest:{path.relative_to(ROOT / 'web/src')}" for path in (ROOT / "web/src").rglob("*.test.ts")}
    # Programs of ctest that are no GoogleTest: shape, package.
    for path in [*(ROOT / "tests").glob("CMakeLists.txt"), *(ROOT / "cmake").glob("*.cmake")]:
        found |= set(re.findall(r"add_test\(NAME (\w+) ", path.read_text(encoding="utf-8")))
    return found


def check_numbers(rows):
    counted = {chapter: [0, 0] for chapter in CHAPTERS}
    seen = set()
    for row in rows:
        number = row["requirement"]
        parts = re.fullmatch(r"(\d+)\.(\d+)\.(\d+)", number)
        if not parts or int(parts[1]) not in CHAPTERS or row["level"] not in ("1", "2"):
            problems.append(f"{number} of level {row['level']}: no such requirement")
            continue
        if number in seen:
            problems.append(f"{number} stands there twice")
        seen.add(number)
        counted[int(parts[1])][int(row["level"]) - 1] += 1
    for chapter, expected in CHAPTERS.items():
        if tuple(counted[chapter]) != expected:
            problems.append(f"chapter {chapter} has {counted[chapter]} requirements of level 1 and 2, not {list(expected)}")
    if not problems and hashlib.sha256("".join(f"{row['requirement']} {row['level']}\n" for row in rows).encode()).hexdigest() != NUMBERS:
        problems.append("a number stands in another's place, or the rows are not in the order of the standard")


def check_evidence(rows):
    known = existing()
    for row in rows:
        number, state, evidence = row["requirement"], row["state"], row["evidence"].strip()
        if not evidence:
            problems.append(f"{number}: nothing is said")
        if state == "test":
            for test in evidence.split(";"):
                if test.strip() not in known:
                    problems.append(f"{number}: there is no test {test.strip()}")
        elif state == "reason":
            named = re.match(r"document: (\S+)", evidence)
            for document in named[1].split(";") if named else []:
                if not (ROOT / document).is_file():
                    problems.append(f"{number}: there is no document {document}")
        elif state != "open":
            problems.append(f"{number}: {state} is no state")


def main():
    with (ROOT / "compliance/asvs.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    if not rows or list(rows[0]) != ["requirement", "level", "state", "evidence"] or any(None in row or None in row.values() for row in rows):
        sys.exit("compliance/asvs.csv: the columns are requirement,level,state,evidence")
    check_numbers(rows)
    check_evidence(rows)
    states = [row["state"] for row in rows]
    documents = sum(row["state"] == "reason" and row["evidence"].startswith("document: ") for row in rows)
    figures = (f"ASVS 5.0.0, levels 1 and 2: {len(rows)} requirements; {states.count('test')} tested, {documents} answered by a document, "
               f"{states.count('reason') - documents} with a reason why none is needed, {states.count('open')} open.")
    if figures not in (ROOT / "compliance/README.md").read_text(encoding="utf-8"):
        problems.append("compliance/README.md has other figures")
    for problem in problems:
        print(problem)
    print(figures)
    sys.exit(1 if problems else 0)


if __name__ == "__main__":
    main()
