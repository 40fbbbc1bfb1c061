"""The chronicle of the page without a browser: the story of what runs there, and the card of somebody who has left."""

import pytest

from imsim.app import chronicle, employee_card
from imsim.app import recording as along
from imsim.app.session import Session
from imsim.outcomes import OUTCOMES
from imsim.reporting.chronicle.people import people_of

pytestmark = pytest.mark.usefixtures("short_ageing")
QUICK = "[time]\nweeks = 40\nburn_in = 4\nwindow = 12\n[market]\nrows = 300\n"


@pytest.fixture
def session(tmp_path):
    path = tmp_path / "quick.toml"
    path.write_text(f'extends = "bakery"\n{QUICK}', encoding="utf-8")
    found = Session(str(path))
    found.compare_with("nothing")
    return found


def after(session, weeks):
    for _ in range(weeks):
        session.step()
    return session


def test_the_page_tells_what_its_runs_did(session):
    story = chronicle.story_of(after(session, 40), 0)
    side = session.sides[0]
    for outcome in ("acsi", "motivation", "turnover"):
        assert story.run.recording.series(outcome).tolist() == side.weekly(outcome)
    latest = chronicle.sentences(story, 20)
    assert [one.week for one in latest] == sorted((one.week for one in latest), reverse=True)
    assert max(one.week for one in latest) <= 20
    assert story.other.label == session.scenario.label("nothing")


def test_a_lever_that_moves_is_told_anew_from_week_0(session):
    before = people_of(after(session, 10).sides[0].recording)
    session.set_lever(0, "training", "hours", 0.0)
    recording = session.sides[0].recording
    assert recording.last == 9
    assert [one.key for one in people_of(recording) if one.joined < 0] == [one.key for one in before if one.joined < 0]


def test_the_card_of_a_leaver_stays(session):
    story = chronicle.story_of(after(session, 40), 0)
    leaver = next(one for one in story.people if one.gone is not None and one.gone > one.joined + 3)
    life = chronicle.life_of(story, leaver, session.week - 1)
    assert f"left in week {leaver.gone}" in life.who
    assert set(life.answers) == {"motivation", "satisfaction", "trust", "leaving"}
    assert "The risk of leaving was" in life.answers["leaving"][0]
    assert "Motivation was" in life.answers["motivation"][0]
    assert any(one.kind == "left" and one.fact.people == (leaver,) for one in life.happened)
    assert leaver.key in [key for key, _ in life.others]
    # Whoever was asked about while still there is told as of that week.
    early = chronicle.life_of(story, leaver, leaver.gone - 1)
    assert "The risk of leaving is" in early.answers["leaving"][0]
    assert chronicle.person_at(story, leaver.post, leaver.gone) == leaver


def test_both_parts_of_an_employees_panel_say_where_motivation_is_heading(session):
    """The words are the story's, the table the model's face: one number."""
    story, heading = chronicle.story_of(after(session, 20), 0), {}
    for post in range(session.organisation.posts):
        session.pick(post)
        person, card = chronicle.person_at(story, post, 19), employee_card.card(session, 0)
        if card and person and person.joined < 19:
            first = chronicle.life_of(story, person, 19).answers["motivation"][0]
            heading[post] = first, card.target
            assert first.endswith(f"heading to {card.target:.2f}.")
    assert len(heading) > 3


def test_large_moves_are_offered_and_explained(session):
    story = chronicle.story_of(after(session, 40), 0)
    offers = chronicle.offers(story)
    assert offers
    for offer in offers:
        text = " ".join(chronicle.explanation(story, offer.outcome, offer.first, offer.last))
        change = (
            story.run.recording.series(offer.outcome)[offer.last]
            - story.explain(offer.outcome, offer.first, offer.last, depart=False).before
        )
        assert f" {'rose' if change > 0 else 'fell'} by " in text
        assert text.casefold().startswith(OUTCOMES[offer.outcome].label.casefold())


def test_a_click_on_a_curve_asks_about_the_largest_move_there(session):
    after(session, 40)
    stories = [chronicle.story_of(session, side) for side in (0, 1)]
    moves = [(side, move) for side, story in enumerate(stories) for move in story.moves("acsi")]
    assert moves
    for week in range(40):
        there = [(abs(move.change), side, move) for side, move in moves if move.first <= week <= move.last]
        _, side, move = max(there, default=(0, 0, None), key=lambda one: one[0])
        wanted = (move.first, move.last) if move else (max(week - chronicle.BEFORE, 0), week)
        assert chronicle.stretch_at(session, "acsi", week) == (side, "acsi", *wanted)
    assert chronicle.stretch_at(session, "turnover", 30) == (0, "turnover", 18, 30)
    # What cannot be taken apart is not asked about: the week is read all the same.
    assert chronicle.stretch_at(session, "profit", 30) is None


def test_nothing_is_told_before_the_first_week_nor_in_a_firm_too_large(session, monkeypatch):
    story = chronicle.story_of(session, 0)
    assert not story.sentences
    assert chronicle.offers(story) == []
    monkeypatch.setattr(along, "MOST_POSTS", 5)
    session.reset()
    assert session.sides[0].recording is None
    assert chronicle.story_of(session, 0) is None
    assert chronicle.stretch_at(session, "acsi", 0) is None
