#!/usr/bin/env python3
"""embed_files.py FOLDER OUT_FOLDER: compiles the files of demo/ into the program (demo_files.S and demo_files.cpp)."""

import sys
from pathlib import Path

folder, out = Path(sys.argv[1]), Path(sys.argv[2])
out.mkdir(parents=True, exist_ok=True)
assembly, symbols, rows = [".section .rodata"], [], []
for number, path in enumerate(sorted(p for p in folder.rglob("*") if p.is_file())):
    name = f"gongshi_demo_{number}"
    assembly.append(f'.global {name}\n.global {name}_end\n{name}:\n.incbin "{path}"\n{name}_end:')
    symbols.append(f'extern "C" const char {name}[], {name}_end[];')
    rows.append(f'      {{"{path.relative_to(folder).as_posix()}", std::string_view({name}, static_cast<std::size_t>({name}_end - {name}))}},')
assembly.append('.section .note.GNU-stack,"",%progbits')
(out / "demo_files.S").write_text("\n".join(assembly) + "\n")
(out / "demo_files.cpp").write_text(
    '#include "app/demo_files.hpp"\n\n#include <map>\n\n' + "\n".join(symbols)
    + "\n\nnamespace gongshi::app {\n\nstd::string_view demo_file(std::string_view name) {\n"
    + "  static const std::map<std::string_view, std::string_view> kFiles{\n" + "\n".join(rows)
    + "\n  };\n  return kFiles.at(name);\n}\n\n}  // namespace gongshi::app\n")
