"""The order of the modules: each imports from those above it only, and what is heavy is imported where it is used."""

import ast
import re
import subprocess
import sys
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

import imsim

SOURCE = Path(imsim.__file__).parent

# From top to bottom; names in a row do not depend on each other in a circle. A new module finds its place here.
LAYERS = [
    "foreign limits sites table",
    "errors evidence",
    "kernels records ending",
    "parameters draws equations workforce economics variables",
    "chance elementary reading",
    "contacts state",
    "lots organisation",
    "customers effects reference",
    "runs standing",
    "company",
    "programmes processes outcomes",
    "plan events week",
    "schema simulation",
    "size mistakes",
    "checks construction",
    "scenario budget",
    "scenario_text importing employee model",
    "studies",
    "figures console report describe sheets",
    "app",
    "cli __main__",
]
LAYER = {name: depth for depth, row in enumerate(LAYERS) for name in row.split()}
# A face of many commands is spread over files: cli_studies is a part of cli.
SPREAD = ("cli", "console")
NUMPY_ALONE = ("equations", "records")
HOMES = {
    "mesa": {"employee", "model", "app"},
    "matplotlib": {"figures", "report", "app"},
    "numba": {"kernels"},
    "SALib": {"studies.salib"},
    "solara": {"app"},
    "dask": {"studies.engines"},
    "distributed": {"studies.engines"},
}
# A table of data has as many lines as it has rows.
TABLES = {"evidence.py"}
LONG_FUNCTIONS = {"importing/__init__.py:import_organisation"}


def dotted(path):
    parts = path.relative_to(SOURCE).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {dotted(path): path for path in sorted(SOURCE.rglob("*.py")) if path != SOURCE / "__init__.py"}
per_module = pytest.mark.parametrize("module", sorted(MODULES))


@cache
def tree_of(module):
    return ast.parse(MODULES[module].read_text(encoding="utf-8"))


def named(node):
    """Dotted names that an import statement may load."""
    if isinstance(node, ast.Import):
        return {alias.name for alias in node.names}
    if isinstance(node, ast.ImportFrom) and node.module:
        assert node.level == 0, "imports are absolute"
        return {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return set()


def at_import(module):
    """Modules of imsim that importing this one imports: statements of the module's own level, types aside."""
    found = set().union(*(named(node) for node in tree_of(module).body), set())
    ours = {name.removeprefix("imsim.") for name in found if name.startswith("imsim.")}
    return {name for name in ours if name in MODULES and name != module}


def anywhere(module):
    """Top-level packages that a module imports at any moment, also by name, unless only a type checker looks."""
    for_types = {
        inner
        for node in ast.walk(tree_of(module))
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
        for inner in ast.walk(node)
    }
    found = set().union(*(named(node) for node in ast.walk(tree_of(module)) if node not in for_types), set())
    by_name = re.findall(r'import_module\("([\w.]+)"\)', MODULES[module].read_text(encoding="utf-8"))
    return {name.split(".")[0] for name in [*found, *by_name]}


def layer_of(module):
    own = module.split(".")[0]
    own = next((face for face in SPREAD if own.startswith(f"{face}_")), own)
    assert own in LAYER, f"say in LAYERS where {own} belongs"
    return LAYER[own]


@per_module
def test_a_module_imports_only_from_those_above_it(module):
    for other in at_import(module):
        assert layer_of(other) <= layer_of(module), f"{module} imports {other}, which stands below it"


def test_no_modules_import_each_other_in_a_circle():
    TopologicalSorter({module: at_import(module) for module in MODULES}).prepare()


@per_module
def test_equations_and_records_import_numpy_alone(module):
    if module.split(".")[0] in NUMPY_ALONE:
        assert anywhere(module) - set(sys.stdlib_module_names) <= {"numpy", "imsim"}
        assert {name.split(".")[0] for name in at_import(module)} <= {module.split(".")[0]}


@per_module
def test_heavy_packages_are_imported_in_their_homes_alone(module):
    for package, homes in HOMES.items():
        if package in anywhere(module):
            assert {module, module.split(".")[0]} & homes, f"{package} is imported by {module}"


@per_module
def test_modules_are_not_called_after_nothing(module):
    assert not {"utils", "util", "helpers", "core", "base", "misc", "common"} & set(module.split("."))


@pytest.mark.parametrize(
    "module", [name for name, path in MODULES.items() if str(path.relative_to(SOURCE)) not in TABLES]
)
def test_no_module_is_longer_than_300_lines(module):
    assert len(MODULES[module].read_text(encoding="utf-8").splitlines()) <= 300


@per_module
def test_no_function_is_longer_than_60_lines(module):
    place = MODULES[module].relative_to(SOURCE)
    long = {
        f"{place}:{node.name}"
        for node in ast.walk(tree_of(module))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno - node.lineno >= 60
    }
    # import_organisation is as long as its docstring: a line an option.
    assert long <= LONG_FUNCTIONS


# What is loaded in a fresh interpreter


def loaded_after(code):
    script = f"{code}\nimport sys\nprint('\\n'.join(sorted(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60)
    return {name.split(".")[0] for name in done.stdout.split()}


def test_importing_imsim_loads_nothing_heavy():
    loaded = loaded_after("import imsim")
    assert "imsim" in loaded
    assert not loaded & {"mesa", "pandas", "matplotlib", "SALib", "scipy", "networkx", "pyarrow"}


def test_reading_a_scenario_does_not_wait_for_the_compiler():
    assert not loaded_after("import imsim; imsim.load('service_firm').setting()") & {"numba", "mesa", "pandas"}


def test_studies_need_neither_mesa_nor_matplotlib_nor_salib():
    loaded = loaded_after("import imsim; imsim.compare; imsim.load('service_firm').setting()")
    assert "numpy" in loaded
    assert not loaded & {"mesa", "matplotlib", "SALib"}


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["compare", "--help"], ["run", "--help"]])
def test_help_does_not_wait_for_numpy_or_pandas(arguments):
    code = (
        f"import sys, io; sys.argv = ['imsim', *{arguments!r}]; out, sys.stdout = sys.stdout, io.StringIO()\n"
        "from imsim.__main__ import main\n"
        "try: main()\n"
        "except SystemExit as done: assert not done.code, done.code\n"
        "sys.stdout = out"
    )
    loaded = loaded_after(code)
    heavy = loaded & {"numpy", "pandas", "scipy", "mesa", "matplotlib", "networkx"}
    assert "typer" in loaded
    assert heavy == set()


def test_everything_that_imsim_offers_can_be_had():
    for name in imsim.__all__:
        assert getattr(imsim, name) is not None
    with pytest.raises(AttributeError, match="compair"):
        _ = imsim.compair
