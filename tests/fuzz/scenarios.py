"""Scenario files by mutation: a built-in one with a few things wrong, strange or at the edge of what is allowed.

Everything follows from one `random.Random`, so a file has a number for a name and Hypothesis can drive the same code.
"""

from __future__ import annotations

import datetime
import json
import math
import tomllib
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from random import Random
from typing import Any, get_args

from pydantic import BaseModel

from imsim.events import EVENTS
from imsim.outcomes import OUTCOMES
from imsim.programmes import kinds
from imsim.scenarios.loading import builtin_folder, builtin_names
from imsim.scenarios.model import PARAMETERS
from imsim.scenarios.plan import Goal, Plan, Rule
from imsim.scenarios.schema import DepartmentTable, ScenarioTable, SegmentTable, StrategyTable, StudyTable

MAIN = "own.toml"
Tree = dict[str, Any]
Files = dict[str, bytes]
Place = tuple[str, ...]

NUMBERS = (
    0, 1, -1, 2, 7, 0.5, -0.0, 1e-320, 1e-12, 0.1, 1.0000001, 1e6, 1e15, 1e100, 1e308, -1e308, math.nan, math.inf,
    -math.inf, 2**31, 2**53 + 1, 2**63 - 1, 2**63, -(2**63), 10**40, 10**400,
)  # fmt: skip
TEXTS = (
    "", " ", "x", "sales", "everyone", "contact", "nothing", "full_plan", "replicate", "Ünïcødé", "研发",
    "\u202egnp.exe",
    "e\u0301", "🙂", "\x00", "\x1b[31mred\x1b[0m", "[red]bold[/red]", "[/]", "=1+1", "@SUM(A1)", "-2",
    "../../etc/passwd",
    "/etc/passwd", "a/b", "a.b", "a@1", "CON", "NaN", "inf", "true", "'; DROP TABLE runs; --", "{0}", "%s",
    "\n", "x" * 5000,
)  # fmt: skip
OTHERS = (
    True, False, [], [1], ["sales"], [[]], [1, "a"], {}, {"a": 1}, {"remove": True}, {"kind": "merger"},
    datetime.date(2024, 1, 1), datetime.time(1, 2), datetime.datetime(2024, 1, 1, 12, 0, tzinfo=datetime.UTC),
)  # fmt: skip
ODD_BYTES = (
    b"\xef\xbb\xbf",
    b"\x00",
    b"\xff\xfe",
    b"\xc3\x28",
    b"\r",
    b'"',
    b"'''",
    b"[",
    b"]",
    b"[[",
    b"=",
    b"\n",
    b"#",
)
# Most numbers at the edge are allowed, and small where a large one takes time; a file that is refused tells little.
USUAL, TOWARDS_LOW = 0.7, 3
CALCULABLE = 1e100


@cache
def texts() -> tuple[bytes, ...]:
    """The built-in scenarios as they stand."""
    return tuple((builtin_folder() / f"{name}.toml").read_bytes() for name in builtin_names())


def mutant(chance: Random) -> Files:
    """A scenario file, with the files that it extends."""
    raw = chance.choice(texts())
    if chance.random() < 0.15:
        return {MAIN: spoilt(raw, chance)}
    if chance.random() < 0.06:
        return chained(chance)
    tree = tomllib.loads(raw.decode())
    if chance.random() < 0.3:
        tree = {"extends": chance.choice(builtin_names())}
    for _ in range(chance.choice((1, 1, 1, 1, 2, 3))):
        chance.choice(CHANGES)(tree, chance)
    text = written(tree).encode("utf-8", "surrogatepass")
    return {MAIN: spoilt(text, chance) if chance.random() < 0.05 else text}


# Places in a tree


def places(tree: Any, before: Place = ()) -> Iterator[Place]:
    """Every key of a tree of tables."""
    if isinstance(tree, dict):
        for key, value in tree.items():
            yield (*before, key)
            yield from places(value, (*before, key))


def put(tree: Tree, place: Place, value: Any) -> None:
    """Set a value; tables on the way are made, whatever stands there instead is replaced."""
    for key in place[:-1]:
        if not isinstance(tree.get(key), dict):
            tree[key] = {}
        tree = tree[key]
    tree[place[-1]] = value


def got(tree: Tree, place: Place) -> Any:
    for key in place:
        tree = tree[key]
    return tree


def anywhere(tree: Tree, chance: Random) -> Place:
    return chance.choice(list(places(tree)) or [("time", "weeks")])


def anything(chance: Random) -> Any:
    """A value of any type."""
    return chance.choice(chance.choice((NUMBERS, TEXTS, OTHERS)))


# Changes that know nothing of scenarios


def replace(tree: Tree, chance: Random) -> None:
    put(tree, anywhere(tree, chance), anything(chance))


def a_number(tree: Tree, chance: Random) -> Place:
    """A place with a number that can be calculated with."""
    found = [place for place in places(tree) if type(got(tree, place)) in (int, float)]
    found = [place for place in found if abs(got(tree, place)) < CALCULABLE]
    return chance.choice(found) if found else ()


def retune(tree: Tree, chance: Random) -> None:
    """A number a little off."""
    if place := a_number(tree, chance):
        old = got(tree, place)
        put(tree, place, type(old)(old * chance.uniform(0.3, 3)))


def stretch(tree: Tree, chance: Random) -> None:
    """A number becomes another one, orders of magnitude away."""
    if place := a_number(tree, chance):
        old = got(tree, place)
        new = old * chance.choice((-1, 1, 1, 1, 1)) * 10 ** chance.uniform(-6, 6)
        put(tree, place, int(new) if isinstance(old, int) else new)


def delete(tree: Tree, chance: Random) -> None:
    place = anywhere(tree, chance)
    if isinstance(holder := got(tree, place[:-1]) if place[:-1] in {(), *places(tree)} else None, dict):
        holder.pop(place[-1], None)


def rename(tree: Tree, chance: Random) -> None:
    place = anywhere(tree, chance)
    if place in set(places(tree)):
        value = got(tree, place)
        got(tree, place[:-1]).pop(place[-1])
        typo = place[-1][:1] + place[-1][2:]
        put(tree, (*place[:-1], chance.choice((typo, place[-1] * 2, chance.choice(TEXTS)))), value)


def transplant(tree: Tree, chance: Random) -> None:
    """What stands in one place also stands in another."""
    source = anywhere(tree, chance)
    if source in set(places(tree)):
        put(tree, anywhere(tree, chance), json.loads(json.dumps(got(tree, source), default=str)))


def nest(tree: Tree, chance: Random) -> None:
    """Tables or lists inside each other."""
    deep: Any = 1
    for _ in range(chance.choice((5, 40, 120, 300))):
        deep = {chance.choice(("a", "plan", "programmes")): deep} if chance.random() < 0.8 else [deep]
    put(tree, anywhere(tree, chance), deep)


def smuggle(tree: Tree, chance: Random) -> None:
    """A key that is not asked for."""
    put(tree, (*anywhere(tree, chance)[:-1], chance.choice((*TEXTS, "weigths", "extends", "imsim"))), anything(chance))


# Changes that know what is allowed, and go to its edge


def edge(tree: Tree, chance: Random) -> None:
    """A known key at a bound, beside it or between."""
    place, model = chance.choice(list(known(tree)))
    name = chance.choice(list(model.model_fields))
    put(tree, (*place, name), fitting(model, name, chance))


def known(tree: Tree) -> Iterator[tuple[Place, type[BaseModel]]]:
    """Tables of a scenario and what may stand in them."""
    yield (), ScenarioTable
    for name in ("time", "organisation", "market", "economy", "budget"):
        yield (name,), ScenarioTable.model_fields[name].annotation
    for name in names(tree, "organisation", "departments"):
        yield ("organisation", "departments", name), DepartmentTable
    for name in names(tree, "market", "segments"):
        yield ("market", "segments", name), SegmentTable
    yield ("study",), StudyTable
    for name, row in (tree.get("strategies") or {"full_plan": {}}).items() if usable(tree, "strategies") else ():
        yield ("strategies", name), StrategyTable
        yield ("strategies", name, "plan"), Plan
        for programme in names({"x": row}, "x", "programmes") if isinstance(row, dict) else ():
            if programme in kinds():
                yield ("strategies", name, "programmes", programme), kinds()[programme]


def usable(tree: Tree, key: str) -> bool:
    return isinstance(tree.get(key, {}), dict)


def names(tree: Tree, *place: str) -> list[str]:
    """Keys of a table, if it is one."""
    here: Any = tree
    for key in place:
        here = here.get(key) if isinstance(here, dict) else None
    return list(here) if isinstance(here, dict) else []


def fitting(model: type[BaseModel], name: str, chance: Random) -> Any:
    """A value that a field takes, or just does not."""
    field = model.model_fields[name]
    low, high = (bound(field, names) for names in (("ge", "gt"), ("le", "lt")))
    types = {field.annotation, *get_args(field.annotation)}
    if bool in types:
        return chance.random() < 0.5
    if {int, float} & types or low is not None:
        low = 0 if low is None else low
        high = max(low * 10, 1) if high is None else high
        inside = low + (high - low) * chance.random() ** TOWARDS_LOW
        chosen = inside if chance.random() < USUAL else chance.choice((low, high, low - 1e-9, high + 1))
        return math.floor(chosen) if int in types else float(chosen)
    return anything(chance) if chance.random() < 0.5 else chance.choice(TEXTS)


def bound(field: Any, names: tuple[str, ...]) -> float | None:
    parts = [
        *field.metadata,
        *(part for kind in get_args(field.annotation) for part in getattr(kind, "__metadata__", ())),
    ]
    parts += [inner for part in parts for inner in getattr(part, "metadata", ())]
    return next(
        (getattr(part, name) for part in parts for name in names if getattr(part, name, None) is not None), None
    )


def parameter(tree: Tree, chance: Random) -> None:
    """Behavioural numbers inside their range, at its ends, and far outside."""
    usual = chance.random() < USUAL
    for one in chance.sample(PARAMETERS, chance.choice((1, 1, 2, 6))):
        far = one.high + (one.high - one.low) * 10 ** chance.uniform(-2, 5)
        strange = chance.choice((0.0, far, -far, chance.choice(NUMBERS)))
        inside = chance.choice((one.low, one.high, chance.uniform(one.low, one.high)))
        put(tree, ("parameters", one.name), inside if usual else strange)


def event(tree: Tree, chance: Random) -> None:
    kind = chance.choice(list(EVENTS))
    row: Tree = {"kind": kind}
    for name in chance.sample(list(EVENTS[kind].model_fields), 2):
        row[name] = fitting(EVENTS[kind], name, chance)
    put(tree, ("events", chance.choice(("shock", "merging", chance.choice(TEXTS)))), row)


def plan(tree: Tree, chance: Random) -> None:
    strategy = chance.choice(names(tree, "strategies") or ["full_plan"])
    goals = [goal(Goal, ("outcome",), chance) for _ in range(chance.randint(0, 3))]
    rules = [goal(Rule, ("when", "then"), chance) for _ in range(chance.randint(0, 3))]
    staff = {chance.choice(("specialist", "hr", "brand", "boss")): chance.choice(NUMBERS)}
    full: Tree = {"goals": goals, "rules": rules, "staff": staff, "education": chance.choice((0, 4, 520, 521, -1))}
    place = ("strategies", strategy, "plan")
    put(tree, place, {key: full[key] for key in chance.sample(list(full), chance.randint(0, len(full)))})
    if chance.random() < 0.7:
        put(tree, ("strategies", strategy, "programmes", "survey"), {"waves": chance.choice((0.0, 2.0, 52.0))})


def goal(model: type[BaseModel], words: tuple[str, ...], chance: Random) -> Tree:
    row = {name: fitting(model, name, chance) for name in model.model_fields if chance.random() < 0.7}
    return row | {word: chance.choice((*OUTCOMES, *kinds(), *TEXTS)) for word in words}


def study(tree: Tree, chance: Random) -> None:
    """What a study may ask, right and wrong."""
    ranges = ([], [0.1, 0.2], [1, 0], [0.1, 0.2, 3], [0.1, 0.2, 10**9], ["a", "b"], [math.nan, 1],
              {"low": 0.1, "high": 0.2, "distribution": "log"},
              {"low": 0.1, "high": 0.2, "distribution": "triangular", "peak": 5})  # fmt: skip
    strategy = chance.choice(names(tree, "strategies") or ["full_plan"])
    keys = ("market.rows", "training.hours", "time.weeks", "organisation.contacts", "economy.wage", "nonsense",
            *(one.name for one in PARAMETERS))  # fmt: skip
    full: Tree = {
        "kind": chance.choice(("sweep", "sensitivity", "compare")),
        "strategy": chance.choice((strategy, "nobody")),
        "against": chance.choice((strategy, "nothing", "nobody")),
        "vary": {chance.choice(keys): chance.choice((*ranges, anything(chance))) for _ in range(chance.randint(0, 3))},
        "parameters": chance.choice((1, 12, 0, -1, 10**9, ["insight"], ["nonsense"], [])),
        "groups": chance.choice(({}, {"a": ["insight"]}, {"a": ["insight"], "b": ["insight"]}, {"a": []})),
        "design": chance.choice(("grid", "lhs", "sobol", "square")),
        "method": chance.choice(
            ("sobol", "morris", "fast", "rbd-fast", "delta", "pawn", "dgsm", "hdmr", "rsa", "magic")
        ),
        "samples": chance.choice((1, 2, 3, 7, 64, 10_000_000, 0)),
        "second_order": chance.random() < 0.5,
        "outcomes": chance.choice((["acsi"], ["all"], [], ["nonsense"], list(OUTCOMES))),
        "replicates": chance.choice((1, 2, 1_000_000)),
        "seed": chance.choice(NUMBERS),
    }
    put(tree, ("study",), {key: full[key] for key in chance.sample(list(full), chance.randint(1, 5))})


def crowd(tree: Tree, chance: Random) -> None:  # noqa: C901 - a branch for each thing there may be too many of
    """Thousands of something."""
    number = chance.choice((50, 400, 3000, 12_000))
    what = chance.choice(
        ("departments", "service", "segments", "strategies", "events", "partners", "parameters", "sites")
    )
    some = names(tree, "organisation", "departments") or ["sales"]
    if what == "departments":
        for i in range(number):
            put(
                tree,
                ("organisation", "departments", f"d{i}"),
                {"heads": chance.choice((1, 1, 5)), "contact": i % 2 == 0},
            )
    elif what == "service":
        sources = {f"p{i}": 1 / number for i in range(number)}
        put(tree, ("organisation", "partners"), list(sources))
        put(tree, ("organisation", "service", some[0]), sources)
    elif what == "segments":
        rows = {f"s{i}": {"share": 0.001, "touch_points": {chance.choice(some): 1.0}} for i in range(number)}
        put(tree, ("market", "segments"), rows)
    elif what == "strategies":
        for i in range(number):
            put(tree, ("strategies", f"s{i}"), {"programmes": {"training": {"hours": float(i % 40)}}})
    elif what == "events":
        put(tree, ("events",), {f"e{i}": {"kind": "demand_shock", "week": i} for i in range(number)})
    elif what == "sites":
        for name in some:
            put(tree, ("organisation", "departments", name, "heads"), 2000)
            put(tree, ("organisation", "departments", name, "sites"), chance.choice((50, 2000)))
    elif what == "partners":
        put(tree, ("organisation", "partners"), [f"p{i % max(1, number - 1)}" for i in range(number)])
    else:
        put(tree, ("parameters",), {f"p{i}": 0.1 for i in range(number)})


def imported(tree: Tree, chance: Random) -> None:
    put(tree, ("organisation", chance.choice(("posts", "ties"))), chance.choice((*TEXTS, MAIN, "posts.csv", 1)))


def lead_astray(tree: Tree, chance: Random) -> None:
    put(
        tree,
        ("extends",),
        chance.choice((*TEXTS, *builtin_names(), MAIN, "../own.toml", "/dev/zero", "/proc/self/mem", 1, [MAIN])),
    )


CHANGES: tuple[Callable[[Tree, Random], None], ...] = (
    replace, stretch, retune, retune, retune, delete, rename, transplant, nest, smuggle, edge, edge, edge, edge, edge,
    edge, parameter, parameter, parameter, parameter, event, plan, study, crowd, imported, lead_astray,
)  # fmt: skip


# Text


def spoilt(raw: bytes, chance: Random) -> bytes:
    """Text cut off, doubled, scrambled, or in another encoding."""
    lines, place = raw.splitlines(keepends=True), chance.randrange(len(raw) + 1)
    line = chance.randrange(len(lines)) if lines else 0
    ways: tuple[Callable[[], bytes], ...] = (
        lambda: raw[:place],
        lambda: raw[place:],
        lambda: raw[:place] + chance.choice(ODD_BYTES) * chance.choice((1, 2, 900)) + raw[place:],
        lambda: raw[:place] + bytes([chance.randrange(256)]) + raw[place + 1 :],
        lambda: raw[:place] + raw[place + chance.randrange(40) :],
        lambda: b"".join([*lines[:line], *lines[line : line + 1] * 2, *lines[line + 1 :]]),
        lambda: b"".join(chance.sample(lines, len(lines))),
        lambda: raw + raw,
        lambda: raw.replace(b"\n", chance.choice((b"\r\n", b"\r", b"\n\n"))),
        lambda: raw.decode("utf-8", "replace").encode(chance.choice(("utf-16", "utf-32", "utf-8-sig"))),
        lambda: bytes(chance.randrange(256) for _ in range(chance.randrange(200))),
        lambda: raw + b"\nx = " + b"[" * chance.choice((10, 500, 100_000)),
        lambda: raw + b"\n" + b"#" * chance.choice((10, 1 << 20)),
        lambda: raw + b'\ndescription = "' + b"x" * chance.choice((10, 5000, 1 << 20)) + b'"\n',
        lambda: raw + b"\nx = " + b"9" * chance.choice((400, 5000, 500_000)) + b"\n",
        lambda: raw + b"\n[" + b".".join([b"a"] * chance.choice((10, 900, 50_000))) + b"]\nb = 1\n",
        lambda: b"",
    )
    return chance.choice(ways)()


def chained(chance: Random) -> Files:
    """Files that extend each other: in a circle, too many in a row, through folders, or as they should."""
    number = chance.choice((1, 2, 3, 4, 6, 9))
    folder = chance.choice(("", "", "parts/", "a/b/c/"))
    rest = [f"{folder}f{i}.toml" for i in range(1, number)]
    chain = [MAIN, *rest]
    last = chance.choice((chance.choice(chain), chance.choice(builtin_names()), "nowhere.toml"))
    files = {}
    for here, there in zip(chain, [*chain[1:], last], strict=True):
        beside = there if here == MAIN else there.removeprefix(folder)
        files[here] = f'extends = "{beside}"\ntime.weeks = {chance.choice((3, 60, -1))}\n'.encode()
    return files


# TOML


def written(tree: Tree) -> str:
    """A tree as TOML: plain keys first, then its tables, with everything below them in line."""
    plain = [f"{toml_key(key)} = {toml(value)}" for key, value in tree.items() if not isinstance(value, dict)]
    tables = [
        f"\n[{toml_key(key)}]\n" + "\n".join(f"{toml_key(inner)} = {toml(row)}" for inner, row in value.items())
        for key, value in tree.items()
        if isinstance(value, dict)
    ]
    return "\n".join([*plain, *tables]) + "\n"


def toml(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{toml_key(key)} = {toml(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(toml, value)) + "]"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return toml_key(value)
    return value.isoformat() if hasattr(value, "isoformat") else repr(value)


def toml_key(key: str) -> str:
    return json.dumps(key, ensure_ascii=False).replace("\x7f", "\\u007f")


def saved(files: Files, folder: Path) -> Path:
    """Write the files into a folder of their own; the one to be run."""
    for name, raw in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(raw)
    return folder / MAIN
