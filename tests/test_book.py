"""The book of the model: its formulas are those of the code; a sign turned in the code is turned on the page."""

import ast
import doctest
import inspect
import re
import sys
import xml.etree.ElementTree as ElementTree
from html.parser import HTMLParser
from pathlib import Path
from types import ModuleType

import pytest

from every import every
from imsim.engine.rules import COMPILED
from imsim.evidence.kept_sensitivity import keep_sensitivity, kept_sensitivity
from imsim.evidence.kept_verdicts import KeptVerdict, keep, kept_verdicts
from imsim.reporting.book.blocks import Equations, Grid, Heading, Text
from imsim.reporting.book.calls import Reader
from imsim.reporting.book.chapter import LEFT_OUT, chapter_of
from imsim.reporting.book.evidence import said_of
from imsim.reporting.book.expressions import Unreadable, local
from imsim.reporting.book.formulas import formulas_of, texts_of
from imsim.reporting.book.odd import FORMATS, odd, odd_blocks
from imsim.reporting.book.pages import Html, Markdown, Tex, tex
from imsim.reporting.book.symbols import Symbols, written
from imsim.reporting.describe_model import equation_labels
from imsim.scenarios.model import MODEL, PARAMETERS
from imsim.scenarios.scenario import load

pytestmark = pytest.mark.reads_source

ROOT = Path(__file__).parents[1]
MECHANISMS = MODEL.mechanisms


def formulas(mechanism, texts=None):
    """Name -> formula in LaTeX, where there is one."""
    found = formulas_of(mechanism, MODEL, Symbols(mechanism, MODEL), texts)
    return {one.name: one.latex for one in found if one.lines}


# A sign that is turned in the code is turned on the page


def signs(mechanism):
    """(equation, module, line and column) of each plus and minus in its formulas."""
    known = formulas(mechanism)
    for home, text in texts_of(mechanism).items():
        for function in ast.parse(text).body:
            if isinstance(function, ast.FunctionDef) and function.name in known:
                for node in ast.walk(function):
                    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Sub):
                        yield function.name, home, place_of(node, text.splitlines())


def place_of(node, lines):
    """Where the sign of a sum stands: (line, column)."""
    row, column = (
        node.left.end_lineno - 1,
        len(lines[node.left.end_lineno - 1].encode()[: node.left.end_col_offset].decode()),
    )
    while lines[row][column : column + 1] not in ("+", "-"):
        row, column = (row, column + 1) if column < len(lines[row]) else (row + 1, 0)
    return row, column


def turned(text, place):
    """A source with one sign turned."""
    lines = text.splitlines()
    row, column = place
    sign = {"+": "-", "-": "+"}[lines[row][column]]
    lines[row] = lines[row][:column] + sign + lines[row][column + 1 :]
    return "\n".join(lines) + "\n"


@every("mechanism", [one for one in MECHANISMS if formulas(one)])
def test_every_sign_that_is_turned_in_the_code_is_turned_on_the_page(mechanism):
    before, texts = formulas(mechanism), texts_of(mechanism)
    for name, home, place in signs(mechanism):
        after = formulas(mechanism, texts | {home: turned(texts[home], place)})
        line = texts[home].splitlines()[place[0]]
        assert after[name] != before[name] or "0 *" in line, f"{name}: {line.strip()}"
        assert {one: after[one] for one in before if one != name} == {one: before[one] for one in before if one != name}


def examples_that_fail(home, text):
    """How many examples of a module do not come out where this is its source."""
    module = ModuleType(home)
    known, registered = sys.modules[home], dict(COMPILED)
    sys.modules[home] = module
    try:
        exec(compile(text, home, "exec"), module.__dict__)  # noqa: S102
        runner = doctest.DocTestRunner(verbose=False, optionflags=doctest.NORMALIZE_WHITESPACE)
        own = [one for one in vars(module).values() if getattr(one, "__module__", "") == home]
        for function in filter(inspect.isfunction, own):
            for test in doctest.DocTestFinder().find(function, function.__name__, globs=vars(module)):
                runner.run(test, out=lambda text: None)
    finally:
        sys.modules[home] = known
        COMPILED.clear()
        COMPILED.update(registered)
    return runner.failures


@pytest.mark.thorough
def test_turned_signs_are_seen_by_hand_computed_examples_as_well():
    """By those of the file alone, before any other test or claim: most of all signs, and one in each of five files."""
    seen = {mechanism.name: [] for mechanism in MECHANISMS}
    for mechanism in MECHANISMS:
        texts = texts_of(mechanism)
        for home, text in texts.items():
            assert not examples_that_fail(home, text), home
        for _, home, place in signs(mechanism):
            seen[mechanism.name].append(examples_that_fail(home, turned(texts[home], place)) > 0)
    planted = [found for name in seen for found in seen[name]]
    assert sum(any(found) for found in seen.values()) >= 5
    assert sum(planted) > 0.6 * len(planted), f"{sum(planted)} of {len(planted)}"


# Expressions


def read(code, **known):
    reader = Reader(Symbols(MECHANISMS[0], MODEL), {}, {}, {}, {name: local(name) for name in "abcxyz"} | known)
    return reader.read(ast.parse(code, mode="eval").body)


@every(
    "code, latex",
    [
        ("a + b * c", r"a + b \, c"),
        ("(a + b) * c", r"( a + b ) \, c"),
        ("a - (b - c)", r"a - ( b - c )"),
        ("a - (b + c)", r"a - ( b + c )"),
        ("a / b / c", r"\frac{\frac{a}{b}}{c}"),
        ("-a * b", r"- a \, b"),
        ("a ** 2", r"{a}^{2}"),
        ("(a + b) ** c", r"{( a + b )}^{c}"),
        ("a * a", r"{a}^{2}"),
        ("np.minimum(np.maximum(a, 0), 1)", r"\operatorname{clip}_{[ 0 ,\; 1 ]}( a )"),
        ("np.clip(a, b, c)", r"\operatorname{clip}_{[ b ,\; c ]}( a )"),
        ("np.maximum(a, 0)", r"\max( a ,\; 0 )"),
        ("exp(-a)", r"{e}^{- a}"),
        ("exp(-a / b)", r"\exp\left( - \frac{a}{b} \right)"),
        ("power(a, 1 / b)", r"{a}^{\frac{1}{b}}"),
        ("log(a) + np.sqrt(b)", r"\ln( a ) + \sqrt{b}"),
        ("choose(a > 0, b, c)", r"\begin{cases} b & \text{if }  a > 0 \\ c & \text{otherwise} \end{cases}"),
        ("choose(a > 0, b / choose(a > 0, a, 1.0), 0.0)",
         r"\begin{cases} \frac{b}{a} & \text{if }  a > 0 \\ 0 & \text{otherwise} \end{cases}"),
        ("(a < b) & (x >= y)", r"a < b \wedge x \ge y"),
        ("a * (b <= 0)", r"a \cdot \mathbf{1}[ b \le 0 ]"),
        ("1.0 * a + 0 * b", "a"),
        ("b if a else c", r"\begin{cases} b & \text{if }  a \\ c & \text{otherwise} \end{cases}"),
        ("ndtr(-a)", r"\Phi( - a )"),
        ("abs(a - b)", r"| a - b |"),
        ("a[:, None]", "a"),
    ],
)  # fmt: skip
def test_expressions_are_read_as_they_compute(code, latex):
    plain = re.sub(r"\\mathit\{(\w)\}", r"\1", read(code).latex)
    assert plain == latex


@every("code", ["[a for a in b]", "lambda: a", "unknown", "unknown(a)", "'a'", "a.b", "b.sum(axis=0)", "a in b"])
def test_what_is_no_formula_is_not_guessed_at(code):
    with pytest.raises(Unreadable):
        read(code)


@every(
    "symbol, latex",
    [
        ("lambda_T", r"\lambda_{T}"), ("T0", "T_{0}"), ("w_S serv", r"w_{S , \mathrm{serv}}"), ("A*", "{A}^{*}"),
        ("b-", "{b}^{-}"), ("bTen", r"b_{\mathrm{Ten}}"), ("CS_ref", r"\mathrm{CS}_{\mathrm{ref}}"),
        ("sd D", r"\mathrm{sd}_{D}"), ("insight", r"\mathrm{insight}"), ("sigma_Q", r"\sigma_{Q}"),
    ],
)  # fmt: skip
def test_declared_symbols_are_written_as_the_field_writes_them(symbol, latex):
    assert written(symbol).latex == latex


# Chapters


def test_no_two_equations_are_called_alike():
    labels = equation_labels()
    firsts = [one.partition(",")[0] for one in labels.values()]
    assert len(set(firsts)) == len(firsts) == sum(len(one.equations) for one in MECHANISMS)
    headings = [block.text for one in MECHANISMS for block in chapter_of(one, MODEL)
                if isinstance(block, Heading) and block.level == 4 and re.match(r"E\d", block.text)]  # fmt: skip
    # Those that belong to no mechanism stand in the chapter of each that uses them.
    labels_shown = [heading.rpartition(" ")[0] for heading in set(headings)]
    assert len(set(labels_shown)) == len(labels_shown) >= len(firsts)
    assert labels["trust", "reality"] == "E6.2"
    assert labels["communication", "exposure"] == "E1.4, E4"
    assert labels["communication", "passed_on"] == "E4"


def test_hardly_any_equation_is_no_formula():
    found = [one for mechanism in MECHANISMS for one in formulas_of(mechanism, MODEL, Symbols(mechanism, MODEL))]
    assert len(found) > 60
    shown_as_code = [one.name for one in found if not one.lines and one.kind != "reference"]
    assert len(shown_as_code) <= len(found) // 10, shown_as_code


def balanced(text):
    """Whether braces close in order; `\\{` is a letter."""
    depth = 0
    for sign in re.sub(r"\\[{}]", "", text):
        depth += {"{": 1, "}": -1}.get(sign, 0)
        if depth < 0:
            return False
    return depth == 0


@every("mechanism", MECHANISMS)
def test_formulas_are_well_formed_in_both_notations(mechanism):
    for one in formulas_of(mechanism, MODEL, Symbols(mechanism, MODEL)):
        for left, right in one.lines:
            for side in (left, right):
                assert balanced(side.latex), side.latex
                assert side.latex.count(r"\left") - side.latex.count(r"\leftarrow") == side.latex.count(r"\right")
                ElementTree.fromstring(f"<math>{side.mathml}</math>")


@every("mechanism", MECHANISMS)
def test_no_two_names_of_a_chapter_look_alike(mechanism):
    symbols = Symbols(mechanism, MODEL)
    list(formulas_of(mechanism, MODEL, symbols))
    shown = {}
    for key in list(symbols.used):
        other = shown.setdefault(symbols.of(*key).latex, key)
        assert other == key or other[1] == key[1], f"{other} and {key}"


def test_a_symbol_means_one_thing_in_the_whole_book():
    declared = [(row.name, row.symbol) for row in PARAMETERS]
    declared += [(name, one.about.symbol) for (_, name), one in MODEL.names.items() if one.about.kind != "stream"]
    meant = {}
    for name, symbol in declared:
        if symbol != "-":
            assert meant.setdefault(written(symbol).latex, name) == name, (
                f"{symbol}: {meant[written(symbol).latex]}, {name}"
            )


@every("mechanism", MECHANISMS)
def test_a_chapter_tells_every_number_equation_and_step(mechanism):
    blocks = chapter_of(mechanism, MODEL)
    page = Markdown().page(blocks)
    for row in mechanism.parameters:
        start = f"| `{row.name}` | {row.default:g} | {row.low:g} to {row.high:g} |"
        line = next(line for line in page.splitlines() if start in line)
        assert row.status in line
        assert row.source in line
    for name in (*mechanism.equations, *(step.__name__ for step, _ in mechanism.steps)):
        assert name in page, name
    assert {"Evidence for and against", "What it leaves out, and what stands without it"} <= {
        block.text for block in blocks if isinstance(block, Heading)
    }


def test_evidence_is_said_in_words():
    for mechanism in MECHANISMS:
        for block in chapter_of(mechanism, MODEL):
            if isinstance(block, Grid) and block.headings == ("id", "evidence"):
                assert all(words != ("-",) for _, words in block.rows), mechanism.name
    assert said_of("C1").startswith("satisfaction")
    assert said_of("F10.1").startswith("Cohn")


def test_verdicts_that_were_kept_are_told_with_their_figures(tmp_path, monkeypatch):
    path = tmp_path / "verdicts.json"
    keep({"68": KeptVerdict("holds", -0.5, 0.0123), "68c": KeptVerdict("not tested", None, None)}, 1, path)
    monkeypatch.setattr("imsim.reporting.book.evidence.kept_verdicts", lambda: kept_verdicts(path))
    grids = [
        one for one in chapter_of(MODEL.by_name["trust"], MODEL) if isinstance(one, Grid) and "verdict" in one.headings
    ]
    rows = {row[0][0]: [cell[0] for cell in row[-2:]] for row in grids[0].rows}
    assert rows["68"] == ["-0.500 ±0.012", "holds"]
    assert rows["68c"] == ["-", "not tested"]
    assert kept_verdicts(tmp_path / "none.json") == ({}, False)
    path.write_text(path.read_text().replace('"theory": "', '"theory": "0'))
    assert kept_verdicts(path)[1], "another model"


def test_a_sensitivity_analysis_that_was_kept_is_told_with_its_ranks(tmp_path, monkeypatch):
    path = tmp_path / "sensitivity.json"
    keep_sensitivity("two parameters", {"acsi": {"insight": (0.02, 0.01), "forgetting": (0.1, 0.02)}}, path)
    monkeypatch.setattr("imsim.reporting.book.chapter.kept_sensitivity", lambda: kept_sensitivity(path))
    page = Markdown().page(chapter_of(MODEL.by_name["trust"], MODEL))
    assert "| `insight` | 0.020 ±0.010 (2.) |" in page
    assert "two parameters" in page
    monkeypatch.undo()
    assert kept_sensitivity(tmp_path / "none.json") is None


def test_what_a_mechanism_leaves_out_stands_at_its_end():
    from dataclasses import replace

    mechanism = replace(MECHANISMS[0], meaning=f"Something.\n\n{LEFT_OUT} moods of the day.")
    blocks = chapter_of(mechanism, MODEL)
    texts = ["".join(map(str, block.pieces)) for block in blocks if isinstance(block, Text)]
    assert texts[0] == "Something."
    assert texts[-2] == "Moods of the day."


# The whole description


class Tags(HTMLParser):
    """Elements that are opened and not closed."""

    VOID = ("meta", "br", "hr")

    def __init__(self):
        super().__init__()
        self.open, self.wrong = [], []

    def handle_starttag(self, tag, attributes):
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.wrong.append((tag, self.getpos()))


def test_the_description_of_a_scenario_says_what_is_not_usual_in_it():
    scenario = load("bakery", ["parameters.forgetting=0.02", 'model.without=["contagion"]'])
    page = odd(scenario, "md")
    assert re.search(r"^\| `forgetting` \| [\d.]+ \| 0.02 \|$", page, re.MULTILINE)
    assert "Mechanisms left out: contagion." in page
    assert 'id="mechanism-contagion"' not in page
    assert 'id="mechanism-trust"' in page
    assert "| bakehouse | 3 | no | 1 |" in page


def test_html_closes_what_it_opens_and_asks_the_network_for_nothing():
    page = odd(load("bakery"), "html")
    tags = Tags()
    tags.feed(page)
    assert not tags.open
    assert not tags.wrong
    assert "http" not in re.sub(r"https?://[\w./-]+(?=[\s<)])", "", page.partition("</style>")[0])
    assert page.count("<math") > 100


def test_latex_balances_and_holds_no_sign_that_its_fonts_lack():
    page = odd(load("bakery"), "tex")
    assert balanced(page)
    for kind in ("longtable", "itemize", "aligned", "cases", "document"):
        assert page.count(rf"\begin{{{kind}}}") == page.count(rf"\end{{{kind}}}")
    assert sorted({sign for sign in page if ord(sign) > 255}) == []
    assert tex("50 % of a_b & c") == r"50 \% of a\_\allowbreak{}b \& c"


def test_all_formats_tell_the_same_formulas():
    blocks = odd_blocks()
    number = sum(isinstance(block, Equations) for block in blocks)
    assert Markdown().page(blocks).count("$$\n\\begin") == number
    assert Markdown(mathml=True).page(blocks).count('<math display="block">') == number
    assert Html("t").page(blocks).count('<math display="block">') == number
    assert Tex("t").page(blocks).count("\\[\n") == number
    assert FORMATS == ("md", "tex", "html")
    page = Markdown().page(blocks)
    assert all(f"`{row.name}`" in page or f"| {row.name} |" in page for row in PARAMETERS)
