"""The shape of the code: who may import whom, how long things may be, what every SQL file must say and do."""

from __future__ import annotations

import ast
import functools
import importlib.metadata
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from sqlalchemy import Connection, Engine, TextClause, text
from sqlalchemy.exc import ProgrammingError

ROOT = Path(__file__).resolve().parents[1]
LAYERS = ("data", "components", "pages", "dashboard")  # from the bottom up
COMPONENTS_MAY = ("data.records", "data.errors")
DATA_NEVER = (
    "dash",
    "plotly",
    "flask",
    "dash_leaflet",
    "flask_caching",
    "flask_login",
    "werkzeug",
    "gunicorn",
)
LONGEST_MODULE, LONGEST_FUNCTION, MOST_PARAMETERS, POSITIONAL = 400, 50, 6, 2
VAGUE = ("utils", "util", "helpers", "helper", "common", "misc")

MODULES = sorted(path for layer in LAYERS for path in (ROOT / layer).rglob("*.py"))
SQL_FILES = sorted((ROOT / "data" / "sql").glob("*.sql"))
HEADER = ("Purpose", "Parameters", "Columns", "Grain", "Index", "Caller")


def _name(path: Path) -> str:
    return str(path.relative_to(ROOT))


@functools.cache
def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def _imports(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Every imported module, also those imported inside functions, with `from a import b` as both `a` and `a.b`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"line {node.lineno}: relative import"
            yield node.lineno, node.module or ""
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)


def _wrong_imports(path: Path) -> list[str]:
    layer = path.relative_to(ROOT).parts[0]
    above = LAYERS[LAYERS.index(layer) + 1 :]
    wrong = []
    for line, module in _imports(_tree(path)):
        top = module.split(".")[0]
        if top in above or top == "tests":
            wrong.append(f"line {line}: {layer} imports {module}")
        if layer == "data" and top in DATA_NEVER:
            wrong.append(f"line {line}: data imports {module}")
        if (
            layer == "components"
            and top == "data"
            and not module.startswith(COMPONENTS_MAY)
            and module != "data"
        ):
            wrong.append(f"line {line}: components imports {module}")
    return wrong


def _functions(tree: ast.Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


@pytest.mark.parametrize("path", MODULES, ids=_name)
def test_imports_go_only_downward(path: Path) -> None:
    assert _wrong_imports(path) == []


def test_the_import_check_finds_lazy_and_upward_imports(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.test_architecture.ROOT", tmp_path)
    bad = tmp_path / "data" / "bad.py"
    bad.parent.mkdir()
    bad.write_text("def f():\n    import dash\n    from dashboard.config import Settings\n", encoding="utf-8")
    assert len(_wrong_imports(bad)) == 3  # dash, dashboard.config, dashboard.config.Settings
    view = tmp_path / "components" / "view.py"
    view.parent.mkdir()
    view.write_text("from data.records import Pointer\nfrom data.engine import sql\n", encoding="utf-8")
    assert [line.split(":")[0] for line in _wrong_imports(view)] == ["line 2", "line 2"]


@pytest.mark.parametrize("path", MODULES, ids=_name)
def test_modules_are_short_named_for_what_they_hold_and_say_it(path: Path) -> None:
    words = path.read_text(encoding="utf-8")
    assert len(words.splitlines()) <= LONGEST_MODULE
    assert path.stem not in VAGUE
    if words.strip():
        assert ast.get_docstring(_tree(path)), "no module docstring"


@pytest.mark.parametrize("path", MODULES, ids=_name)
def test_functions_are_short_with_few_parameters(path: Path) -> None:
    wrong = []
    for function in _functions(_tree(path)):
        length = (function.end_lineno or 0) - function.lineno + 1
        if length > LONGEST_FUNCTION:
            wrong.append(f"{function.name}: {length} lines")
        count = len(function.args.posonlyargs + function.args.args + function.args.kwonlyargs)
        own = [a.arg for a in function.args.args[:1]]
        if count - (own in (["self"], ["cls"])) > MOST_PARAMETERS + 2:
            wrong.append(f"{function.name}: {count} parameters")
    assert wrong == []


def test_no_page_imports_another_page() -> None:
    wrong = []
    for path in (ROOT / "pages").rglob("*.py"):
        parts = path.relative_to(ROOT).with_suffix("").parts
        for line, module in _imports(_tree(path)):
            target = module.split(".")
            if (
                target[:2] in (["pages", "public"], ["pages", "office"])
                and len(target) > 2
                and len(parts) > 2
            ):
                same_page = target[2] == parts[2]
                if (
                    not same_page
                    and (ROOT / Path(*target[:3])).with_suffix(".py").exists()
                    and _is_page(target[:3])
                ):
                    wrong.append(f"{_name(path)} line {line}: {module}")
    assert wrong == []


def _is_page(module: list[str]) -> bool:
    return "PAGE" in (ROOT / Path(*module)).with_suffix(".py").read_text(encoding="utf-8")


def test_no_javascript_hides_in_python_strings() -> None:
    wrong = [
        _name(path)
        for path in MODULES
        if re.search(r"clientside_callback\(\s*[\"']|<script>\s*\w", path.read_text(encoding="utf-8"))
    ]
    assert wrong == []


# SQL ------------------------------------------------------------------------------------------------


def _statement(path: Path) -> str:
    lines = path.read_text(encoding="utf-8").splitlines()
    return "\n".join(line for line in lines if not line.startswith("--")).strip().rstrip(";")


def _header(path: Path) -> dict[str, str]:
    """The header's entries; several may share a line: `-- Columns: none. Grain: one row.`"""
    lines = path.read_text(encoding="utf-8").splitlines()
    words = " ".join(line.removeprefix("--").strip() for line in lines if line.startswith("--"))
    parts = re.split(rf"\b({'|'.join(HEADER)}): ", words)
    return dict(zip(parts[1::2], (part.strip() for part in parts[2::2]), strict=True))


def _readers(name: str) -> set[str]:
    """The modules of `data` that name the SQL file."""
    pattern = re.compile(rf"[\"']{name}[\"']")
    paths = (ROOT / "data").rglob("*.py")
    return {
        str(path.relative_to(ROOT).with_suffix("")).replace("/", ".").removesuffix(".__init__")
        for path in paths
        if pattern.search(path.read_text(encoding="utf-8"))
    }


@pytest.mark.parametrize("path", SQL_FILES, ids=lambda path: path.name)
def test_sql_files_hold_one_statement_under_a_full_header(path: Path) -> None:
    header = _header(path)
    assert [key for key in HEADER if not header.get(key)] == []
    outside_strings = re.sub(r"'[^']*'|\$\w*\$.*?\$\w*\$", "", _statement(path), flags=re.S)
    assert ";" not in outside_strings, "more than one statement"
    assert outside_strings.strip()


@pytest.mark.parametrize("path", SQL_FILES, ids=lambda path: path.name)
def test_sql_files_are_read_by_the_callers_they_name(path: Path) -> None:
    named = set(re.findall(r"[a-z_]+(?:\.[a-z_]+)+", _header(path).get("Caller", "")))
    assert named, "the header names no module as caller"
    readers = _readers(path.stem)
    # A caller may be a module or a function of one.
    assert any(name == reader or name.startswith(f"{reader}.") for name in named for reader in readers), (
        f"read by {readers or 'nobody'}, the header says {named}"
    )


_PLANNED = r"(SELECT|INSERT|UPDATE|DELETE|WITH|VALUES|MERGE)\b"
_MAKES_TABLE = r"CREATE\s+(TEMP|TEMPORARY|UNLOGGED)\s+TABLE"


@pytest.fixture(scope="module")
def staged(engine: Engine) -> Iterator[Connection]:
    """A migrated database with the passing tables that some statements work on."""
    with engine.connect() as connection:
        transaction = connection.begin()
        for path in SQL_FILES:
            if re.match(_MAKES_TABLE, _statement(path), re.I):
                connection.execute(_without_parameters(_statement(path)))
        yield connection
        transaction.rollback()


def _without_parameters(statement: str) -> TextClause:
    """The statement with every `:name` as NULL, so that PostgreSQL can plan it."""
    return text(re.sub(r"(?<![:\w]):([a-z_]\w*)", "NULL", statement))


@pytest.mark.parametrize("path", SQL_FILES, ids=lambda path: path.name)
def test_sql_files_can_be_planned_on_the_migrated_schema(path: Path, staged: Connection) -> None:
    statement = _statement(path)
    if re.match(_MAKES_TABLE, statement, re.I):
        return  # the fixture ran it
    verb = "EXPLAIN " if re.match(_PLANNED, statement, re.I) else ""
    point = staged.begin_nested()
    try:
        staged.execute(_without_parameters(verb + statement))
    finally:
        point.rollback()


def test_planning_finds_a_column_that_does_not_exist(staged: Connection) -> None:
    point = staged.begin_nested()
    with pytest.raises(ProgrammingError):
        staged.execute(text("EXPLAIN SELECT no_such_column FROM areas"))
    point.rollback()


# What may not be in the repository -------------------------------------------------------------------


def _tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode != 0:
        pytest.skip("not a git checkout")
    return [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


def test_no_tracked_file_names_a_package_registry() -> None:
    hosts = [
        "pypi" + ".org",
        "python" + "hosted.org",
        "deb." + "debian.org",
        "registry." + "npmjs",
        "file:" + "///opt",
    ]
    wrong = []
    for path in _tracked():
        words = path.read_bytes()
        wrong += [f"{_name(path)}: {host}" for host in hosts if host.encode() in words]
    assert wrong == []


def test_no_tracked_file_is_large_or_local() -> None:
    wrong = [
        _name(path)
        for path in _tracked()
        if path.stat().st_size > 2_000_000
        or path.relative_to(ROOT).parts[0] in {".local", ".venv", "node_modules"}
    ]
    assert wrong == []


def _pins(name: str) -> dict[str, str]:
    """Package and version of each entry of a lock."""
    words = (ROOT / name).read_text(encoding="utf-8")
    return {
        canonicalize_name(n): v for n, v in re.findall(r"^([a-z0-9._-]+)==([^\s\\]+)", words, re.M | re.I)
    }


def test_both_locks_agree_and_pin_every_package_by_hash() -> None:
    for name in ("requirements.lock", "requirements-dev.lock"):
        words = (ROOT / name).read_text(encoding="utf-8")
        assert "--index-url" not in words
        entries = re.findall(
            r"^([a-z0-9._-]+)==[^\s\\]+((?:\s*\\\n\s+--hash=sha256:[0-9a-f]{64})*)", words, re.M | re.I
        )
        assert len(entries) > 40
        assert [package for package, hashes in entries if not hashes] == []
    runtime, dev = _pins("requirements.lock"), _pins("requirements-dev.lock")
    assert {package: version for package, version in runtime.items() if dev.get(package) != version} == {}


def test_the_lock_serves_every_python_from_3_11_on() -> None:
    """Packages that only some Pythons need are missed by a lock made with another; Debian 12 has 3.11.2."""
    locked = set(_pins("requirements-dev.lock"))
    missing = set()
    for full in ("3.11.0", "3.11.2", "3.12.3", "3.13.5", "3.14.0"):
        machine = {"python_version": full.rpartition(".")[0], "python_full_version": full, "extra": ""}
        for distribution in importlib.metadata.distributions():
            if canonicalize_name(distribution.metadata["Name"]) in locked:
                for words in distribution.requires or []:
                    needed = Requirement(words)
                    if (
                        needed.marker
                        and needed.marker.evaluate(machine)
                        and canonicalize_name(needed.name) not in locked
                    ):
                        missing.add(f"{distribution.metadata['Name']} on {full}: {words}")
    assert missing == set()
