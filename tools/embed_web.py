#!/usr/bin/env python3
"""embed_web.py DIST OUT_FOLDER: compiles the built pages into the program.

Writes web_assets.S (the bytes, by .incbin) and web_assets.cpp (the table). A file x with x.gz and x.br beside it is stored in all three forms.
"""

import hashlib
import sys
from pathlib import Path

TYPES = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".ico": "image/x-icon",
    ".webmanifest": "application/manifest+json",
    ".txt": "text/plain; charset=utf-8",
    ".woff2": "font/woff2",
}


def main():
    dist, out = Path(sys.argv[1]), Path(sys.argv[2])
    out.mkdir(parents=True, exist_ok=True)
    files = sorted(p for p in dist.rglob("*") if p.is_file() and p.suffix in TYPES) if dist.is_dir() else []
    assembly, symbols, rows = [".section .rodata"], [], []

    def embed(path):
        if not path.is_file():
            return "std::string_view()"
        name = f"gongshi_web_{len(symbols)}"
        assembly.append(f'.global {name}\n.global {name}_end\n{name}:\n.incbin "{path}"\n{name}_end:')
        symbols.append(f'extern "C" const char {name}[], {name}_end[];')
        return f"std::string_view({name}, static_cast<std::size_t>({name}_end - {name}))"

    for path in files:
        address = "/" + path.relative_to(dist).as_posix()
        immutable = "true" if address.startswith("/assets/") else "false"
        tag = hashlib.sha256(path.read_bytes()).hexdigest()[:20]
        forms = [embed(path), embed(Path(f"{path}.gz")), embed(Path(f"{path}.br"))]
        rows.append(f'      {{"{address}", "{TYPES[path.suffix]}", {immutable}, {", ".join(forms)}, "\\"{tag}\\""}},')
    assembly.append('.section .note.GNU-stack,"",%progbits')
    (out / "web_assets.S").write_text("\n".join(assembly) + "\n")
    (out / "web_assets.cpp").write_text(
        '#include "app/web_assets.hpp"\n\n' + "\n".join(symbols)
        + "\n\nnamespace gongshi::app {\n\nstd::span<const http::Asset> web_assets() {\n  static const std::vector<http::Asset> kAssets{\n"
        + "\n".join(rows) + "\n  };\n  return kAssets;\n}\n\n}  // namespace gongshi::app\n")


main()
