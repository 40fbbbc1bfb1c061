"""What a question of a survey measures, by its words; nothing where they may ask for something else."""

from __future__ import annotations

import re
from collections.abc import Iterable

from imsim.scenarios.importing.vocabulary import STAFF_ROLES, plain
from imsim.studies.fitting.tables import MEASURES, SHORT

SCALE = re.compile(r"\((-?\d+)\s*(?:-|–|to|bis)\s*(\d+)\)")
# Before the words of a question.
NUMBER = re.compile(r"(?:q|f|frage|question|item)?\s*\d+[a-z]?[\s.:)-]+(?=\w)")
# What the words of a question tell of what it measures: whole words, so that "dissatisfied" is none of them.
ABOUT = {
    "management_trust": ("trust in management", "trust management", "trust in leadership", "trust our leadership",
                         "trust in senior", "trust senior", "trust the management", "vertraue der geschäftsleitung",
                         "vertraue der geschäftsführung", "vertraue der unternehmensleitung"),
    "leader_care": ("supervisor cares", "manager cares", "care about me as a person",
                    "cares about me as a person", "leader care", "führungskraft kümmert sich um mich",
                    "vorgesetzter kümmert sich um mich", "vorgesetzte kümmert sich um mich"),
    "affective_commitment": ("affective commitment", "organizational commitment", "organisational commitment",
                             "emotionally attached", "emotional verbunden"),
    "belonging": ("belong", "belonging", "zugehörig", "zugehörigkeit", "zugehörigkeitsgefühl"),
    "engagement": ("engagement", "feel engaged"),
    "motivation": ("motivation", "motivated", "motivates", "motivating", "motiviert", "arbeitsmotivation"),
    "strain": ("strain", "exhausted", "burned out", "burnt out", "erschöpft"),
    "understanding": ("understand our strategy", "understand the strategy", "understand our brand"),
}  # fmt: skip
# Headings of scores in a staff list, as an import knows them.
SCORES = {
    word: measure
    for role, measure in (
        ("satisfaction", "job_satisfaction"),
        ("engagement", "engagement"),
        ("commitment", "affective_commitment"),
    )
    for word in STAFF_ROLES[role].words
}
# Words that may turn a question round: what it measures is then left to whoever asked it.
NEGATIONS = ("not", "no", "never", "cannot", "hardly", "rarely", "seldom", "less", "lack", "without", "nicht", "nie",
             "niemals", "kein", "keine", "keinen", "keiner", "keinem", "kaum", "selten", "weniger", "ohne")  # fmt: skip
# Questions on satisfaction ask for that alone, whatever they are about.
SATISFACTION = re.compile(r"satisf|zufrieden")
# The job as a whole: nothing but a place may follow, since "your job security" or "your job: pay" is one facet of it.
MY_JOB = (
    r"(?:my|your|the|this) (?:job|work|role|position)",
    r"(?:meiner|meinem|ihrer|ihrem|deiner|deinem|der|dem) (?:arbeit|tätigkeit|stelle|arbeitsstelle|job|beruf)",
)
JOB_SATISFACTION = re.compile(
    rf".*\b(?:satisfied (?:am i |are you )?with {MY_JOB[0]}"
    rf"|zufrieden (?:bin ich |sind sie |bist du )?mit {MY_JOB[1]}"
    rf"|mit {MY_JOB[1]} zufrieden(?: bin| sind)?"
    r"|(?:satisfaction with|content with) (?:my|your|the) (?:job|work)|zufriedenheit mit (?:der|meiner|ihrer) arbeit)"
    r"(?: (?:at|bei|in (?:this|our|your|diesem|unserem)) .*)?"
    r"|(?:(?:how|high|is|my|your|rate|please|of|level|employee|wie|hoch|ist|meine|ihre|sie|bitte|bewerten) )*"
    r"(?:job satisfaction|arbeitszufriedenheit)(?: (?:is|ist|high|hoch|sie|ein|score|index|level))*"
)
# What a question on the job as a whole may say besides.
BESIDES = re.compile(
    r"\W*\([^()]*(?:\d\W*(?:=|-|–|to|bis)|=\W*\d)[^()]*\)"
    r"|\b(?:on|auf) (?:a|einer) (?:scale|skala)\b.*?(?=\bhow\b|\bwie\b|$)"
    r"|\b(?:overall|generally|in general|all in all|all things considered|on the whole|as a whole|currently|current"
    r"|present|at the moment|right now|these days|very|really|here|insgesamt|alles in allem|im allgemeinen"
    r"|im großen und ganzen|allgemein|allgemeine|generell|derzeit|derzeitigen|aktuell|aktuellen|jetzigen|momentan"
    r"|zurzeit|sehr|hier)\b|[\W\d_]+"
)
ONE_SIDE = ("terms", "regard", "regarding", "respect", "hinsichtlich", "bezüglich", "bezug")
# States of others are none of whoever is asked.
OTHERS = re.compile(
    r"(?:my|our|the|meine|unsere|die|mein|der) (?:colleagues|co-?workers|team|team members|manager|supervisor|boss"
    r"|leaders?|employees|people|customers|kolleg\w+|mitarbeit\w+|vorgesetzte\w*|führungskr\w+|chefs?|chefin|kunden)\b"
)
OWN = ("motivation", "engagement", "strain")


def measure_named(heading: str) -> str | None:
    """What a heading says is measured; None also where a word may turn it round, or where it is about one facet.

    Example:
        >>> measure_named("Trust (1-5)"), measure_named("How satisfied are you with your job?"), measure_named("Q1")
        ('management_trust', 'job_satisfaction', None)
        >>> measure_named("I am not motivated"), measure_named("I feel demotivated"), measure_named("Constraints")
        (None, None, None)
        >>> measure_named("I am satisfied with my job security"), measure_named("My team is motivated")
        (None, None)
    """
    text = SCALE.sub("", heading).strip().casefold().replace("’", "'").replace("_", " ")
    text = NUMBER.sub("", text, count=1) if NUMBER.match(text) else text
    word = text.replace(" ", "_")
    if word in MEASURES or word in SHORT:
        return SHORT.get(word, word)
    if plain(text) in SCORES:
        return SCORES[plain(text)]
    if says(text, NEGATIONS) or "n't" in text:
        return None
    if SATISFACTION.search(text):
        bare = " ".join(BESIDES.sub(" ", text).split())
        return "job_satisfaction" if JOB_SATISFACTION.fullmatch(bare) and not says(text, ONE_SIDE) else None
    found = next((measure for measure, words in ABOUT.items() if says(text, words)), None)
    return None if found in OWN and OTHERS.match(text) else found


def says(text: str, words: Iterable[str]) -> bool:
    """Whether one of some words stands in a text, as a whole one."""
    return re.search(rf"(?<![\w-])(?:{'|'.join(map(re.escape, words))})(?![\w-])", text) is not None
