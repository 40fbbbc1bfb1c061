"""Empty tables with explanations, for those who want to write down what their firm knows."""

from __future__ import annotations

from pathlib import Path

from imsim.engine.errors import InputError
from imsim.studies import files
from imsim.studies.fitting.tables import FEWEST, MEASURES

# No semicolons in them: a reader might take these for separators.
SURVEY = f"""\
# Survey: a row for every survey, department and question. Lines that begin with # are not read.
# date: of the survey, as 2025-03-31
# department: as in the scenario, or empty for the whole firm
# measure: {" or ".join(MEASURES)}
# mean: of the answers
# n: how many answered (rows with fewer than {FEWEST} count as missing)
# scale: lowest and highest answer, as 1-5
# sd: standard deviation of the answers, where it is known
date,department,measure,mean,n,scale,sd
"""
STAFF = """\
# Staff: a row for everybody who is or was employed in the months of the data. Lines that begin with # are not read.
# id: anything that tells people apart (it is not kept)
# department: as in the scenario, or empty
# hired and left: first and last day, as 2025-03-31 (left is empty for those who are there)
# reason: of leaving (a transfer is no exit from the firm)
id,department,hired,left,reason
"""
CUSTOMERS = f"""\
# Customers: a row for every month. Lines that begin with # are not read.
# month: as 2025-03
# score: mean satisfaction, on the scale of the American Customer Satisfaction Index unless a scale is given
# n: customers asked (rows with fewer than {FEWEST} count as missing)
# department: that served them, one that meets customers, or empty for all
# scale: lowest and highest score, 0-100 if empty
month,score,n,department,scale
"""
TEMPLATES = {"survey.csv": SURVEY, "staff.csv": STAFF, "customers.csv": CUSTOMERS}


def write_templates(folder: Path) -> list[Path]:
    """Write the three empty tables; their paths.

    Raises:
        InputError: one of them is there already.
    """
    paths = [folder / name for name in TEMPLATES]
    for path in paths:
        if path.exists():
            raise InputError(f"{path}: is there already, and is not written over; choose another --out")
    for path, text in zip(paths, TEMPLATES.values(), strict=True):
        files.write(path, text)
    return paths
