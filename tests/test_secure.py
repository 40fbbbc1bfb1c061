"""What a user's file may not do: run anything, reach outside its folder, dress up as something it is not."""

import ast
import csv
import io
from functools import cache

import numpy as np
import pandas as pd
import pytest
from rich.console import Console

from every import MODULES, every
from imsim.engine.errors import InputError
from imsim.engine.sanitising import FORMULA_STARTS, spreadsheet_safe
from imsim.reporting.terminal import screen
from imsim.reporting.terminal.tables import PlainTable
from imsim.scenarios.importing import import_organisation
from imsim.scenarios.scenario import load
from imsim.scenarios.simulation import Case, Simulation
from imsim.studies.files import write_csv

# Modules and calls that turn data into code, or read what can.
FORBIDDEN_MODULES = {"pickle", "cPickle", "dill", "cloudpickle", "joblib", "shelve", "marshal", "yaml", "jsonpickle"}
FORBIDDEN_CALLS = {
    "eval",
    "exec",
    "compile",
    "__import__",
    "read_pickle",
    "to_pickle",
    "popen",
    "literal_eval",
}


# Written by imsim from what mechanisms declare in code; mechanisms, and programmes, events and outcomes of a script or
# a notebook, on their way to imsim's own processes and the cluster that was named. Nothing of it comes from a file.
MADE_OF_CODE = {
    "assembly.py: compile()",
    "assembly.py: exec()",
    "rows.py: exec()",
    "mechanism.py: pickle",
    "mechanism.py: cloudpickle",
    "carrying.py: pickle",
    "carrying.py: cloudpickle",
}


@cache
def trees():
    return {path: ast.parse(path.read_text(encoding="utf-8")) for path in MODULES}


def called(node):
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def test_nothing_in_the_program_turns_data_into_code():
    found = []
    for path, tree in trees().items():
        for node in ast.walk(tree):
            names = []
            if isinstance(node, ast.Import):
                names = [alias.name.split(".")[0] for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                names = [(node.module or "").split(".")[0]]
            elif isinstance(node, ast.Call) and called(node) in FORBIDDEN_CALLS:
                # `re.compile` makes a pattern, not code.
                owner = getattr(getattr(node.func, "value", None), "id", "")
                names = [] if owner == "re" else [f"{called(node)}()"]
            elif isinstance(node, ast.keyword) and node.arg in ("allow_pickle", "shell"):
                names = [] if getattr(node.value, "value", None) is False else [f"{node.arg}="]
            found += [f"{path.name}: {name}" for name in names if name in FORBIDDEN_MODULES or name[-1:] in ")="]
    assert [one for one in found if one not in MADE_OF_CODE] == []
    assert set(found) >= MADE_OF_CODE


def test_what_is_compiled_does_not_depend_on_the_scenario():
    compiled = []
    for name in ("bakery", "bank_merger"):
        scenario = load(name)
        setting = scenario.setting()
        company = Simulation(setting, [Case("nothing", (), scenario.parameters)], [0], 1).ensemble
        compiled.append([kernel for kernel, _ in company.kernels()])
    assert compiled[0] == compiled[1]


def test_arrays_are_never_read_with_numpys_own_loader():
    """`np.load` of a foreign file is safe only as long as nobody allows pickles: there is none."""
    loads = [
        (path.name, node.lineno)
        for path, tree in trees().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and ast.unparse(node.func) in ("np.load", "numpy.load", "np.fromfile")
    ]
    assert loads == []


# Staying inside


def written(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture
def folders(tmp_path):
    """A scenario's folder, with a file outside it that is none of its business."""
    (tmp_path / "inside").mkdir()
    written(tmp_path / "outside" / "secret.toml", 'extends = "bakery"\n')
    written(tmp_path / "outside" / "secret.csv", "post,label,department,supervisor,layers\n0,top secret,x,,0\n")
    return tmp_path / "inside", tmp_path / "outside"


def ways_out(inside, outside, name):
    """A path that climbs, one from the root, a link to the file, a link to its folder."""
    (inside / f"link_{name}").symlink_to(outside / name)
    (inside / "folder").symlink_to(outside, target_is_directory=True)
    return [f"../outside/{name}", str(outside / name), f"link_{name}", f"folder/{name}", f"folder/../../outside/{name}"]


def test_extends_stays_inside_the_folder(folders):
    inside, outside = folders
    for way in ways_out(inside, outside, "secret.toml"):
        own = written(inside / "own.toml", f'extends = "{way}"\n')
        with pytest.raises(InputError, match="leaves the folder of the scenario"):
            load(own)


def test_imported_tables_stay_inside_the_folder(folders):
    inside, outside = folders
    for key in ("posts", "ties"):
        for way in ways_out(inside, outside, "secret.csv") if key == "posts" else ["../outside/secret.csv"]:
            rows = f'organisation.departments.x = {{ heads = 1, contact = true }}\norganisation.{key} = "{way}"\n'
            posts = 'organisation.posts = "posts.csv"\n' if key == "ties" else ""
            written(inside / "posts.csv", "post,label,department,supervisor,layers\n0,a,x,,0\n")
            with pytest.raises(InputError) as refused:
                load(written(inside / "own.toml", rows + posts)).setting()
            assert "leaves the folder of the scenario" in str(refused.value)
            assert "top secret" not in str(refused.value)


# Spreadsheets


def test_no_text_in_a_csv_begins_as_a_formula_and_numbers_stay_numbers(tmp_path):
    texts = [f"{start}cmd|' /C calc'!A0" for start in (*FORMULA_STARTS, "\t=", "\r=", "\n=")]
    frame = pd.DataFrame({"text": [*texts, "plain"], "number": np.linspace(-3, 3, len(texts) + 1)})
    write_csv(tmp_path / "table.csv", frame)
    rows = list(csv.DictReader(io.StringIO((tmp_path / "table.csv").read_text(encoding="utf-8"))))
    assert len(rows) == len(frame)
    assert all(row["text"].startswith(("'", "?=")) for row in rows[:-1])
    assert rows[-1]["text"] == "plain"
    assert rows[0]["number"] == "-3.0"


def test_an_import_writes_no_formula_and_no_name_of_a_department_can_be_one(tmp_path):
    nodes = written(tmp_path / "nodes.csv", 'id,dept\n=1+1,"=HYPERLINK(1)"\n@b,+ops\n')
    edges = written(tmp_path / "edges.csv", "from,to\n=1+1,@b\n")
    import_organisation(nodes, edges, tmp_path / "out")
    for path in (tmp_path / "out").glob("*.csv"):
        cells = [cell for row in csv.reader(io.StringIO(path.read_text("utf-8"))) for cell in row]
        assert not [cell for cell in cells if cell.startswith(FORMULA_STARTS)]
    assert load(tmp_path / "out" / "scenario.toml").organisation.labels == ("'=1+1", "'@b")
    with pytest.raises(InputError):
        load("bakery", ['organisation.departments."=cmd"={heads=1}'])


@every("start", FORMULA_STARTS)
def test_every_beginning_of_a_formula_is_disarmed(start):
    assert spreadsheet_safe(f"{start}x") == f"'{start}x"


# The terminal


def test_names_are_shown_as_letters_and_never_as_markup_or_escape_codes(capsys):
    name = "[bold red]x[/bold red] :smile: \x1b[31mred\x1b[0m \u202etxt"
    for stdout in (screen.results(), screen.messages()):
        screen.say(stdout, name)
        table = PlainTable((name, "n"))
        table.add_row(name, "1")
        stdout.print(table)
    shown = "".join(capsys.readouterr())
    assert shown.count("[bold red]x[/bold red] :smile: ?[31mred?[0m ?txt") >= 2
    assert "\x1b" not in shown
    assert "\u202e" not in shown


def test_a_label_with_a_closing_tag_breaks_no_table(capsys):
    """Rich raises on a tag that closes nothing; a label is no tag."""
    table = PlainTable(("strategy",))
    table.add_row("[/] and [link=file:///etc/passwd]x[/link]")
    screen.results().print(table)
    assert "[/] and [link=file:///etc/passwd]x[/link]" in " ".join(capsys.readouterr().out.split())


def test_every_console_of_the_program_is_made_in_one_place():
    makers = [path.name for path, tree in trees().items() for node in ast.walk(tree) if makes_a_console(node)]
    assert set(makers) == {"screen.py"}
    assert Console is not None


def makes_a_console(node):
    return isinstance(node, ast.Call) and called(node) in ("Console", "Screen")


# GraphML


LAUGHS = "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefghi", "bcdefghij", strict=True))


@every("entity", [f'<!ENTITY a "ha">{LAUGHS}', '<!ENTITY j SYSTEM "file:///etc/passwd">'])
@every("encoding", ["utf-8", "utf-16"])
def test_entities_are_refused_before_any_is_read(entity, encoding, tmp_path):
    text = f'<!DOCTYPE g [{entity}]><graphml><graph edgedefault="directed"><node id="&j;"/></graph></graphml>'
    path = tmp_path / "bomb.graphml"
    path.write_bytes(text.encode(encoding))
    with pytest.raises(InputError, match="declares a DOCTYPE"):
        import_organisation(path, path, tmp_path / "out")
