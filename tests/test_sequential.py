"""Looking again and again until enough is known errs no more often than it says: made studies, no model in them."""

import numpy as np
import pytest

from imsim.engine.errors import InputError
from imsim.studies.intervals import joint_critical, too_few_differ
from imsim.studies.sequential import LOOK_LEVEL, LOOKS, SURE, TIE, Until, half_widths, look_at

NAMES = ("nothing", "a", "b", "c", "d", "e")


def drawn(study, means, most):
    """A made study: replicates in common, skewed noise of each strategy; shape (strategies, replicates)."""
    rng = np.random.default_rng(study)
    own = rng.gamma(4.0, 0.1, (len(means), most)) - 0.4
    return np.asarray(means)[:, None] + rng.standard_normal(most) + own


def ended(acsi, until):
    """The look at which a study stops, and whether it knew."""
    look = until.looked(lambda replicates: look_at(acsi[:, :replicates], NAMES, 1))[-1]
    return look, until.enough(look)


def errors(means, studies, most, target=SURE):
    """Share of studies that say something false when they stop, that know, and replicates used."""
    until, best = Until(target, most), float(np.max(means))
    false = known = used = 0
    for study in range(studies):
        acsi = drawn(study, means, most)
        look, sure = ended(acsi, until)
        behind = best - means[NAMES.index(look.leader)]
        alone = sure and not look.tied and np.sum(np.asarray(means) == best) > 1
        gains = (acsi - acsi[0])[:, : look.replicates].mean(axis=1)
        wide = np.abs(gains - (np.asarray(means) - means[0])) > half_widths(acsi[:, : look.replicates], 0, 1)
        claimed = target == SURE and sure and (alone or behind > (TIE if look.tied else 0))
        false += bool(claimed or wide[1:].any())
        known += sure
        used += look.replicates
    return false / studies, known / studies, used / studies


def test_looks_are_of_the_leader_and_of_all_gains():
    acsi = drawn(1, [0, 0.5, 0.45, 0.4, 0, 5], 33)
    look = look_at(acsi, NAMES, 1)
    assert (look.replicates, look.leader, look.tied, look.doubtful) == (33, "e", (), ())
    wide = half_widths(acsi, 0, 1)
    differences = acsi[1:] - acsi[0]
    assert wide[0] == 0
    assert wide[5] == pytest.approx(
        joint_critical(differences, 1, LOOK_LEVEL) * differences[4].std(ddof=1) / np.sqrt(33)
    )
    assert look.half_width == wide.max()
    near = look_at(drawn(1, [0, 5.0, 4.999, 0, 0, 0], 850), NAMES, 1)
    assert len(near.tied) == 1
    assert near.doubtful == ()
    assert not too_few_differ(acsi - acsi[0])[1:].any()


def test_goals_are_read_and_the_limit_bounds_the_looks():
    assert Until.asked("0.05", None) == Until(0.05)
    assert Until.asked("sure", 60).looks == (10, 15, 22, 33, 50)
    assert Until(SURE, 60, 33).looks == (33, 50)
    assert pytest.approx(1 - 0.05 / len(LOOKS)) == LOOK_LEVEL
    for target, most in (("0", None), ("nan", None), ("inf", None), ("soon", None), ("sure", 9), ("sure", 851)):
        with pytest.raises(InputError, match="until"):
            Until.asked(target, most)


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("means", "target", "least"),
    [
        ([0.0] * 6, SURE, 0.0),
        ([0.0, 0.1, 0.2, 0.3, 0.3, 0.3], SURE, 0.0),
        ([0.0, 0.1, 0.2, 0.3, 0.4, 0.6], SURE, 0.95),
        ([0.0, 0.1, 0.2, 0.3, 0.4, 0.6], 0.15, 0.95),
    ],
)
def test_stopping_when_enough_is_known_errs_in_less_than_one_study_of_twenty(means, target, least, monkeypatch):
    """And where one strategy leads, or widths can be had, it knows in the end; a tie takes thousands of replicates."""
    monkeypatch.setattr("imsim.studies.intervals.DRAWS", 4000)
    false, known, used = errors(means, 300, 110, target)
    print(f"\n{means} until {target}: false {false:.3f}, known {known:.3f}, replicates {used:.0f}")
    assert false < 0.05
    assert known >= least
