"""The house in figures: ``python -m tests.house`` prints what HOUSE-keeping is measured by.

Files and functions without tests and migrations, how long they are, and circles between files and between folders.
"""

import ast
import re
import statistics
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

ROOT = Path(__file__).parent.parent
FLOORS = ("api", "triage", "intake", "crypto")


def list_files() -> list[Path]:
    """Return the code's files, without migrations and empty package files."""
    files = (file for floor in FLOORS for file in sorted((ROOT / floor).rglob("*.py")))
    return [file for file in files if "versions" not in file.parts and file.name != "__init__.py"]


def read_imports() -> dict[str, set[str]]:
    """Return for each module which modules of ours it imports."""
    modules = {".".join(file.relative_to(ROOT).with_suffix("").parts): file for file in list_files()}
    found: dict[str, set[str]] = {}
    for name, file in modules.items():
        wanted = set(_list_imported(ast.parse(file.read_text(encoding="utf-8"))))
        found[name] = {module for module in modules if module in wanted and module != name}
    return found


def _list_imported(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


def join_folders(imports: Mapping[str, set[str]], depth: int) -> dict[str, set[str]]:
    """Return the imports between folders at a depth: 2 is ``triage.tips``, 3 ``triage.tips.record``.

    Only folders of one parent are compared: what lies deeper or elsewhere has a level of its own.
    """
    joined: defaultdict[str, set[str]] = defaultdict(set)
    for module, wanted in imports.items():
        here = _cut(module, depth)
        for other in wanted:
            there = _cut(other, depth)
            if here and there and here != there and here.rpartition(".")[0] == there.rpartition(".")[0]:
                joined[here].add(there)
    return dict(joined)


def _cut(module: str, depth: int) -> str:
    parts = module.split(".")
    return ".".join(parts[:depth]) if len(parts) >= depth else ""


def find_circles(imports: Mapping[str, set[str]]) -> list[list[str]]:
    """Return the sets of names that reach each other (Tarjan), each with more than one name."""
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    circles: list[list[str]] = []

    def visit(name: str) -> None:
        index[name] = low[name] = len(index)
        stack.append(name)
        for other in sorted(imports.get(name, ())):
            if other not in index:
                visit(other)
                low[name] = min(low[name], low[other])
            elif other in stack:
                low[name] = min(low[name], index[other])
        if low[name] == index[name]:
            at = stack.index(name)
            circle, stack[at:] = stack[at:], []
            if len(circle) > 1:
                circles.append(sorted(circle))

    for name in sorted(imports):
        if name not in index:
            visit(name)
    return circles


def list_rooms() -> dict[str, list[str]]:
    """Return for each folder its rooms: the folders in it, and the files that lie beside folders."""
    rooms: dict[str, list[str]] = {}
    for floor in FLOORS:
        for folder in [ROOT / floor, *(ROOT / floor).rglob("*/")]:
            below = [each for each in folder.iterdir() if each.is_dir() and (each / "__init__.py").exists()]
            if below and "versions" not in folder.parts:
                rooms[str(folder.relative_to(ROOT))] = sorted(each.name for each in below)
    return rooms


def main() -> None:
    """Print the figures."""
    files = list_files()
    lengths = sorted(len(file.read_text(encoding="utf-8").splitlines()) for file in files)
    functions = sorted(
        (node.end_lineno or 0) - node.lineno + 1
        for file in files
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    )
    imports = read_imports()
    print(f"files      {len(files)}: {_spread(lengths)}")
    print(f"functions  {len(functions)}: {_spread(functions)}")
    print(f"circles    between files {len(find_circles(imports))}", end="")
    for depth in (2, 3, 4):
        print(f", between folders at depth {depth} {len(find_circles(join_folders(imports, depth)))}", end="")
    print(f"\nrooms      at most {max(map(len, list_rooms().values()))} in a folder")


def _spread(values: list[int]) -> str:
    median, most = statistics.median(values), values[-1]
    return f"median {median:.0f} lines, nine of ten at most {values[len(values) * 9 // 10]}, longest {most}"


def list_names() -> Iterator[str]:
    """Yield every name that the code gives: files, classes, functions, arguments, variables and attributes."""
    for file in list_files():
        yield file.stem
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            match node:
                case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                    yield name
                case ast.arg(arg=name) | ast.Name(id=name) | ast.Attribute(attr=name):
                    yield name


def split_name(name: str) -> list[str]:
    """Return a name's words in small letters."""
    return [word.lower() for word in re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])", name)]


if __name__ == "__main__":
    main()
