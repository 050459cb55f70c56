"""The size table of the house: `python -m tests.house.measures` prints it, the house tests hold parts of it.

Reads the product's sources (config, reservations, voice; migrations left out) and never imports them.
"""

from __future__ import annotations

import ast
import io
import re
import statistics
import subprocess
import tokenize
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import grimp

from tests.house.test_sizes import ROOT, ours, text_at, tree_at

PACKAGES = ("config", "reservations", "voice")
FLAT_SUFFIXES = {".py", ".js", ".html"}
FRAGMENT_LINES = 40
FRAMEWORK_NAMES = {"__init__", "urls", "apps", "asgi", "routing"}  # where who knows Django and Channels looks
LISTS = {
    "config.settings",
    "reservations.tools.registry",
    "voice.admin",
    "voice.urls",
}  # name one of each kind
LANGUAGES = {"ja", "en"}
# Of a tool, a screen and an adapter each has a module, however small: CONTRIBUTING says where to put it.
ONE_EACH = {"reservations.tools.registry", "reservations.admin", "voice.providers"}
OPERATIONS = re.compile(
    r"^(Add|Answer|Ask|Bound|Cap|Check|Clean|Compare|Count|Cut|Delete|Document|Drop|End|Extract|Fix|Hold|Inline"
    r"|Keep|Limit|List|Log|Measure|Merge|Move|Name|Offer|Order|Pin|Print|Refuse|Reject|Remove|Rename|Replace"
    r"|Retry|Revert|Run|Say|Send|Share|Show|Simplify|Sort|Split|Stop|Test|Translate|Undo|Update|Use|Write)\b"
)
# fmt: off
IRREGULAR_PARTICIPLES = frozenset({
    "begun", "bent", "born", "borne", "bound", "bought", "brought", "built", "caught", "chosen",
    "cut", "done", "drawn", "driven", "fallen", "felt", "found", "forgotten", "given", "gone",
    "grown", "heard", "held", "hidden", "kept", "known", "laid", "left", "lent", "lost", "made",
    "meant", "met", "paid", "put", "said", "seen", "sent", "set", "shown", "shut", "sold", "spent",
    "spoken", "taken", "taught", "thought", "thrown", "told", "torn", "understood", "won", "worn",
    "written",
})
VERBS_LIKE_PARTICIPLES = frozenset({
    "cut", "put", "set", "shut", "read", "bound", "need", "feed", "seed", "speed", "heed", "embed",
    "proceed", "exceed",
})
# fmt: on


@dataclass(frozen=True)
class Function:
    """A function or method of the product, where it stands, and whether it says what it promises."""

    module: str
    name: str
    line: int
    documented: bool
    is_property: bool

    @property
    def is_public(self) -> bool:
        return not self.name.startswith("_")


@cache
def sources() -> dict[str, Path]:
    """The product's modules by dotted name."""
    found = {}
    for path in ours(".py"):
        parts = path.relative_to(ROOT).with_suffix("").parts
        if parts[0] in PACKAGES:
            found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def text_of(module: str) -> str:
    return text_at(sources()[module])


def tree_of(module: str) -> ast.Module:
    return tree_at(sources()[module])


@cache
def import_graph() -> grimp.ImportGraph:
    """Who imports whom, TYPE_CHECKING counted."""
    return grimp.build_graph(*PACKAGES, exclude_type_checking_imports=False, cache_dir=None)


def importers_of(module: str) -> set[str]:
    return {name for name in import_graph().find_modules_that_directly_import(module) if name in sources()}


def functions() -> Iterator[Function]:
    for module in sources():
        for node in ast.walk(tree_of(module)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                decorators = {ast.unparse(decorator).rsplit(".", 1)[-1] for decorator in node.decorator_list}
                yield Function(
                    module,
                    node.name,
                    node.lineno,
                    ast.get_docstring(node) is not None,
                    bool(decorators & {"property", "cached_property"}),
                )


def is_bare_participle(name: str) -> bool:
    """`told`, `named`: neither a verb in the imperative nor a question."""
    word = name.strip("_").lower()
    if "_" in word or word in VERBS_LIKE_PARTICIPLES:
        return False
    return word in IRREGULAR_PARTICIPLES or (word.endswith("ed") and len(word) > 3)


def bare_participles() -> list[str]:
    named = (f for f in functions() if not f.is_property and is_bare_participle(f.name))
    return sorted(f"{function.module}:{function.line} {function.name}" for function in named)


def circles() -> list[list[str]]:
    """Groups of modules that reach each other by imports (Tarjan's strongly connected components)."""
    graph = import_graph()
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    found: list[list[str]] = []

    def visit(module: str) -> None:
        index[module] = low[module] = len(index)
        stack.append(module)
        for imported in graph.find_modules_directly_imported_by(module):
            if imported not in index:
                visit(imported)
                low[module] = min(low[module], low[imported])
            elif imported in stack:
                low[module] = min(low[module], index[imported])
        if low[module] == index[module]:
            at = stack.index(module)
            group = stack[at:]
            del stack[at:]
            if len(group) > 1:
                found.append(sorted(group))

    for module in sorted(graph.modules):
        if module not in index:
            visit(module)
    return sorted(found)


def fragments() -> list[str]:
    """Modules under 40 lines with one importer: they belong into it, unless it lists one of each kind."""
    return sorted(
        module
        for module, path in sources().items()
        if path.stem not in FRAMEWORK_NAMES
        and len(text_of(module).splitlines()) < FRAGMENT_LINES
        and len(importers_of(module)) == 1
        and not importers_of(module) & ONE_EACH
    )


def only_importers() -> dict[str, str]:
    """The modules that exactly one other imports, with that one."""
    found = {module: importers_of(module) for module in sources()}
    return {module: next(iter(names)) for module, names in found.items() if len(names) == 1}


def is_one_of_a_row(module: str, importer: str) -> bool:
    """Whether a module has one importer because of what it is: a table, a tool or a screen that its package
    lists; one of two languages; what a command begins; or a name that a framework asks for."""
    stem = sources()[module].stem
    is_listed = importer == package_of(module) or importer in LISTS
    is_language = stem in LANGUAGES or stem.rpartition("_")[2] in LANGUAGES
    return is_listed or is_language or stem in FRAMEWORK_NAMES or ".management.commands." in importer


def boundary_functions() -> list[Function]:
    """Public module-level functions that a module of another package calls."""
    wanted: set[tuple[str, str]] = set()
    for module in sources():
        package = package_of(module)
        aliases: dict[str, str] = {}
        for node in ast.walk(tree_of(module)):
            if isinstance(node, ast.ImportFrom) and node.module:
                for name in node.names:
                    whole = f"{node.module}.{name.name}"
                    if whole in sources():
                        aliases[name.asname or name.name] = whole
                    elif node.module in sources() and package_of(node.module) != package:
                        wanted.add((node.module, name.name))
        for node in ast.walk(tree_of(module)):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
                target = aliases.get(node.value.id)
                if target and package_of(target) != package:
                    wanted.add((target, node.attr))
    top = {
        (module, node.name): node
        for module in sources()
        for node in tree_of(module).body
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and not node.name.startswith("_")
    }
    return [
        Function(module, name, node.lineno, ast.get_docstring(node) is not None, is_property=False)
        for (module, name), node in sorted(top.items())
        if (module, name) in wanted
    ]


def package_of(module: str) -> str:
    """The folder that a module stands in; a package is its own."""
    return module if sources()[module].stem == "__init__" else module.rpartition(".")[0]


def comment_share() -> float:
    """Whole-line comments in a hundred lines."""
    comments = lines = 0
    for module in sources():
        text = text_of(module)
        lines += len(text.splitlines())
        for token in tokenize.generate_tokens(io.StringIO(text).readline):
            if token.type == tokenize.COMMENT and token.line.lstrip().startswith("#"):
                comments += 1
    return 100 * comments / lines


def untyped_dictionaries() -> int:
    """How often the product writes `dict[str, Any]`."""
    return sum(text_of(module).count("dict[str, Any]") for module in sources())


def flat_folders() -> Counter[str]:
    """Files a folder, of the product and its page."""
    counted: Counter[str] = Counter()
    for suffix in FLAT_SUFFIXES:
        for path in ours(suffix):
            folder = path.parent.relative_to(ROOT)
            if folder.parts and folder.parts[0] in {*PACKAGES, "static", "templates"}:
                counted[str(folder)] += 1
    return counted


def commit_subjects(since: str = "") -> tuple[int, int]:
    """(subjects that name the operation, all subjects)."""
    spread = [f"{since}..HEAD"] if since else []
    logged = subprocess.run(
        ["git", "log", "--format=%s", *spread], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.splitlines()
    return sum(bool(OPERATIONS.match(subject)) for subject in logged), len(logged)


def table() -> list[tuple[str, str, str]]:
    """(measure, today, target), as house rules ask for."""
    sizes = sorted(len(text_of(module).splitlines()) for module in sources() if text_of(module).strip())
    alone = only_importers()
    odd = [module for module, importer in alone.items() if not is_one_of_a_row(module, importer)]
    everything = list(functions())
    public = [function for function in everything if function.is_public]
    boundary = boundary_functions()
    folder, most = flat_folders().most_common(1)[0]
    named, subjects = commit_subjects()
    return [
        ("product .py files / lines", f"{len(sources())} / {sum(sizes) / 1000:.1f}k", "≤ 300 / ≤ 29.5k"),
        (
            "median / p90 / max lines",
            f"{statistics.median(sizes):.0f} / {sizes[int(len(sizes) * 0.9)]} / {sizes[-1]}",
            "about 110 / 280 / 500",
        ),
        ("modules with exactly one importer", f"{len(alone)} of {len(sources())}", "≤ 70"),
        ("of those neither listed by their package nor one of a pair", str(len(odd)), "≤ 50"),
        ("modules under 40 lines with one importer", str(len(fragments())), "0"),
        ("whole-line comments", f"{comment_share():.1f} %", "3 %"),
        ("public functions with a docstring", share([f.documented for f in public]), "–"),
        ("of those that another package calls", share([f.documented for f in boundary]), "80 %"),
        ("import circles, TYPE_CHECKING counted", str(len(circles())), "0"),
        ("`dict[str, Any]` in the product", str(untyped_dictionaries()), "< 80"),
        (
            "functions named by a bare participle",
            f"{len(bare_participles())} of {len(everything)}",
            "0",
        ),
        ("largest flat folder", f"{folder}: {most}", "≤ 20"),
        ("commit subjects that name the operation", f"{named} of {subjects}", "all new ones"),
    ]


def share(held: list[bool]) -> str:
    return f"{100 * sum(held) / len(held):.0f} % of {len(held)}"


if __name__ == "__main__":
    print("| measure | today | target |\n|---|---|---|")
    for row in table():
        print(f"| {' | '.join(row)} |")
