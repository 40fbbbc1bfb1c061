"""No number of the model hides in the code: each stands in the `P` it belongs to, with a range, a status, a source."""

import ast
import re

import pytest

from every import MODULES, SOURCE, every
from imsim.evidence.calibration import TUNED_TO_KEPT
from imsim.scenarios.model import (
    BY_NAME,
    DEFAULTS,
    MIN_TRAIT_SHARE,
    MODEL,
    PARAMETERS,
    SHARE_GROUPS,
    elsewhere,
    parameters_of,
)

pytestmark = pytest.mark.reads_source

REFERENCES = SOURCE.parents[1] / "docs" / "references.md"
STATUSES = {"cal", "SA", "fix", "scn", "assumed"}
# Functions that may hold no number but 0, 1 and, as half or square, 2; classes declare numbers.
BARE = sorted(SOURCE.glob("mechanisms/*.py"))
# Numbers that stand by themselves: none says anything of the world, but for shares that become parameters.
NAMED = {
    "LONG_AGO", "FIXED_POINT_ROUNDS", "PANEL", "REWARD_SHARES", "MOST", "NODES", "ROUNDS", "POINTS", "FEWEST",
    "FEWEST_HANDS", "LEAST_PRESSURE", "MOST_MENDED", "NEARLY_NONE",
}  # fmt: skip
# Keywords that say where a number of the array stands, not how large something of the world is.
SHAPE_WORDS = {"axis", "ndmin", "stacklevel", "shape"}
MAKERS = {"np.zeros", "np.ones", "np.empty", "generator.standard_normal"}


def parents(tree):
    return {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}


def is_shape(node, above):
    """An axis, the shape of an array, or a place in one."""
    while node in above:
        if isinstance(node, ast.keyword) and node.arg in SHAPE_WORDS:
            return True
        parent = above[node]
        if isinstance(parent, ast.Subscript) and node is parent.slice:
            return True
        if isinstance(parent, ast.Call) and (
            ast.unparse(parent.func) in MAKERS or ast.unparse(parent.func).endswith(".transpose")
        ):
            return True
        node = parent
    return False


def is_half_or_square(node, above):
    """The 2 of 2 pi, of a square, of a half."""
    parent = above[node]
    return isinstance(parent, ast.BinOp) and (
        (isinstance(parent.op, ast.Pow | ast.Div) and parent.right is node) or "pi" in ast.unparse(parent)
    )


def declares(part):
    """Classes and what makes parameters give names and ranges, and the mechanism rows of the sources."""
    if isinstance(part, ast.FunctionDef):
        return part.returns is not None and ast.unparse(part.returns) == "Parameter"
    targets = part.targets if isinstance(part, ast.Assign) else []
    names = {node.id for target in targets for node in ast.walk(target) if isinstance(node, ast.Name)}
    return isinstance(part, ast.ClassDef) or bool(names & {"MECHANISM", *NAMED})


def bare_numbers(tree):
    above = parents(tree)
    for node in (node for part in tree.body if not declares(part) for node in ast.walk(part)):
        if not isinstance(node, ast.Constant) or isinstance(node.value, bool | str | bytes | type(None)):
            continue
        if node.value in (0, 1) or is_shape(node, above) or (node.value == 2 and is_half_or_square(node, above)):
            continue
        yield node.lineno, node.value


@every("path", BARE)
def test_mechanisms_hold_no_bare_numbers(path):
    assert list(bare_numbers(ast.parse(path.read_text(encoding="utf-8")))) == []


@every(
    "code, found",
    [("y = x + .6", [0.6]), ("y = 2 * x", [2]), ("y = x.sum(axis=2)", []), ("y = x[:, 3]", []), ("f(52)", [52]),
     ("y = np.sqrt(2 * np.pi) + x ** 2 - x / 2", []), ("y = 1 - x * 0.0", []), ("y = -3", [3]),
     ("def f(x):\n    return 7 * x", [7]), ("class P:\n    a = parameter(0.3)", [])],
)  # fmt: skip
def test_the_search_for_bare_numbers_finds_them(code, found):
    assert [number for _, number in bare_numbers(ast.parse(code))] == found


# The table of parameters


@every("row", PARAMETERS)
def test_every_parameter_is_declared_in_full(row):
    assert row.status in STATUSES
    assert row.low <= row.default <= row.high
    assert row.unit
    assert row.meaning
    assert row.symbol
    assert re.fullmatch(r"[a-z][a-z0-9_]*", row.name)


# Sampling a range without width fails in SALib, and `--parameters N` ranks by range over default.
@every("row", PARAMETERS)
def test_what_sensitivity_analysis_may_sample_has_a_range(row):
    assert row.low < row.high or row.status == "fix"


def test_no_parameter_is_declared_twice():
    declared = [row.name for one in MODEL.mechanisms for row in one.parameters] + [row.name for row in elsewhere()]
    assert sorted(declared) == sorted(DEFAULTS)


# model.md allows a guess if it says so: `-` as a source goes with `assumed`, with what each scenario sets itself, and
# with what was tuned to a pattern that comes from several works.
@every("row", PARAMETERS)
def test_only_what_is_assumed_or_set_by_the_scenario_or_tuned_to_a_kept_pattern_lacks_a_source(row):
    assert row.source != "-" or row.status in ("assumed", "scn") or row.name in TUNED_TO_KEPT


@every("key", sorted({row.source for row in PARAMETERS} - {"-"}))
def test_every_source_is_listed_in_the_references(key):
    text = REFERENCES.read_text(encoding="utf-8")
    assert re.search(rf"(?<![\w]){re.escape(key)}(?![\w])", text)


def outside_declarations(node):
    """A tree without the calls that declare parameters: what only declares a name does not use it."""
    yield node
    for child in ast.iter_child_nodes(node):
        if not (isinstance(child, ast.Call) and ast.unparse(child.func) in ("parameter", "Parameter")):
            yield from outside_declarations(child)


def uses():
    """Attribute names and texts of the whole source, and patterns of those put together: f"reach_{channel}"."""
    names, patterns = set(), []
    for path in MODULES:
        for node in outside_declarations(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute):
                names.add(node.attr)
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                names.add(node.value)
            elif isinstance(node, ast.JoinedStr) and any(isinstance(part, ast.Constant) for part in node.values):
                parts = [re.escape(part.value) if isinstance(part, ast.Constant) else r"\w+" for part in node.values]
                patterns.append(re.compile("".join(parts)))
    return names, patterns


def test_every_parameter_is_used():
    names, patterns = uses()
    unused = [name for name in DEFAULTS if name not in names and not any(p.fullmatch(name) for p in patterns)]
    assert unused == []


def test_the_defaults_leave_every_trait_its_share():
    for shares in SHARE_GROUPS.values():
        assert 1 - sum(DEFAULTS[name] for name in shares) >= MIN_TRAIT_SHARE


def test_each_share_may_be_at_the_end_of_its_range_while_the_others_are_not():
    for shares in SHARE_GROUPS.values():
        for moved in shares:
            rest = sum(DEFAULTS[name] for name in shares if name != moved)
            assert 1 - rest - BY_NAME[moved].high >= MIN_TRAIT_SHARE, f"{moved} has no room up to {BY_NAME[moved].high}"


# Pairs that only make sense in one order.
ORDERED = [
    ("trait_low", "trait_high"), ("plateau_low", "plateau_high"), ("trait_low", "disposition_mean"),
    ("below_threshold", "above_threshold"), ("below_threshold", "failure_threshold"),
    ("surplus_gain", "shortfall_loss"), ("rating_detractor", "rating_promoter"),
    ("newcomer_knowledge", "plateau_mean"), ("message_floor", "trust_anchor"), ("trust_turning_point", "trust_anchor"),
]  # fmt: skip


def test_orders_hold_at_the_defaults():
    for low, high in ORDERED:
        assert DEFAULTS[low] < DEFAULTS[high]


# Above T0 the credit of E11 would turn its sign.
def test_trust_turns_messages_around_below_its_anchor_whatever_a_study_samples():
    assert BY_NAME["trust_turning_point"].high < BY_NAME["trust_anchor"].low


def test_parameters_stack_to_columns_of_cases():
    stacked = parameters_of([{"forgetting": 0.02}, {}, {"insight": 1}])
    assert stacked.forgetting.shape == (3, 1, 1)
    assert stacked.forgetting.dtype == stacked.insight.dtype == float
    assert stacked.insight.ravel().tolist() == [0.9, 0.9, 1.0]
    assert stacked.take([2]).insight.ravel().tolist() == [1.0]
    assert stacked.take(slice(0, 2)).forgetting.ravel().tolist() == [0.02, 0.016]


def test_a_parameter_nobody_knows_is_refused():
    with pytest.raises(KeyError, match="forgeting"):
        parameters_of([{}, {"forgeting": 0.02}])
    with pytest.raises(AttributeError, match="forgeting"):
        _ = parameters_of([{}]).forgeting
