"""Report page of a comparison: best strategy for customers, cost, and certainty."""

from __future__ import annotations

from markupsafe import Markup

from imsim.reporting.intervals import Interval, clear, few_text
from imsim.reporting.looks import until_line
from imsim.reporting.report.compared import Compared
from imsim.reporting.report.comparison_tables import changes_table, lead_table, money_table, outcomes_table
from imsim.reporting.report.drawings import departments, gains, weeks
from imsim.reporting.report.folder import Folder
from imsim.reporting.report.parts import Page, Section, Text, name, written
from imsim.reporting.report.story import story_sections
from imsim.reporting.report.values import counted, plain


def comparison_page(folder: Folder) -> Page:
    """The report of `imsim compare` and of `imsim run`."""
    result = Compared(folder)
    reference = result.said(result.reference)
    if len(result.others) > 1:
        question = written(
            "Which strategy pleases customers most, what else does it change compared with {}, and at what cost?",
            reference,
        )
    else:
        question = written(
            "What does {} change compared with {}, and at what cost?", result.said(*result.others), reference
        )
    pictures = (tuple(draw(folder, result.reference)) for draw in (gains, weeks, departments))
    sections = [Section("What the strategies change", (), next(pictures), (changes_table(result), money_table(result)))]
    if len(result.others) > 1:
        sections.append(Section("How sure the ranking is", tables=(lead_table(result),)))
    sections.append(Section("How it came about", drawings=next(pictures) + next(pictures)))
    sections.extend(story_sections(result))
    sections.append(Section("Every outcome", tables=(outcomes_table(result),)))
    return Page(
        kind="Comparison of strategies",
        title=name(folder.title),
        question=question,
        answer=(customers_sentence(result), money_sentence(result)),
        sections=sections,
        method=method(result),
    )


def customers_sentence(result: Compared) -> Markup:
    """Sentence on the best strategy for customers, its lead, and whether the lead is clear."""
    leader, lead, scale = result.leader("acsi"), result.lead("acsi"), result.scale("acsi")
    reference = result.said(result.reference)
    tied = [other for other, gain in lead.items() if not clear(gain) and other != result.reference]
    if leader == result.reference:
        doubt = written("; {} cannot be told apart from it", result.said(*tied)) if tied else ""
        return written("No strategy pleases customers more than {}{}.", reference, doubt)
    gain = result.gain(leader, "acsi")
    if gain["low"] is None:
        return written(
            "In the one replicate that was run, {} has the most satisfied customers: {} in ACSI compared with {}; "
            "one replicate has no interval, so this may be chance.", result.said(leader), scale.gained(gain), reference,
        )  # fmt: skip
    if not clear(gain):
        return written(
            "No strategy clearly pleases customers more than {}: the best of them, {}, changes ACSI by {}, "
            "which may be "
            "chance.", reference, result.said(leader), scale.gained(gain),
        )  # fmt: skip
    doubt = written("") if len(result.others) < 2 else written(", clearly ahead of all others")
    if tied:
        doubt = written("; it cannot be told apart from {}", result.said(*tied))
    return written(
        "{} pleases customers most: {} in ACSI compared with {}{}.",
        result.said(leader), scale.gained(gain), reference, doubt,
    )  # fmt: skip


def money_sentence(result: Compared) -> Markup:
    """What that costs and earns, and what earns most."""
    strategy, profit = result.shown_off(), result.scale("profit")
    cost: Interval = result.rows[strategy]["cost"]
    first = written(
        "{} costs {} {} and changes profit by {}",
        "It" if result.leader("acsi") == strategy else result.said(strategy),
        result.costs.number(cost["mean"]), result.costs.unit, profit.gained(result.gain(strategy, "profit")),
    )  # fmt: skip
    if len(result.others) < 2:
        sure = clear(result.gain(strategy, "profit"))
        return written("{}{}.", first, "" if sure else ", which cannot be told apart from no change")
    return written("{}; {}.", first, best_profit(result, strategy))


def best_profit(result: Compared, strategy: str) -> Markup:
    """Who earns most, and whether that is sure."""
    leader, lead = result.leader("profit"), result.lead("profit")
    if leader == result.reference or not clear(result.gain(leader, "profit")):
        return written("no strategy clearly earns more than {}", result.said(result.reference))
    tied = [other for other, gain in lead.items() if not clear(gain)]
    doubt = written(", which cannot be told apart from {}", result.said(*tied)) if tied else written("")
    if leader == strategy:
        return written("no other strategy earns more{}", written(", but {} cannot be told apart from it",
                       result.said(*tied)) if tied else "")  # fmt: skip
    gain = result.scale("profit").gained(result.gain(leader, "profit"))
    return written("most is earned by {}: {}{}", result.said(leader), gain, doubt)


def method(result: Compared) -> list[Text]:
    """Sentences on the method."""
    answer, scenario = result.answer, result.folder.scenario
    budget = answer["budget"]
    if budget is None:
        cost = written("Strategies cost what they cost as written; they were not scaled to a budget.")
    else:
        cost = written("All were scaled to a planned cost of {} {}.", result.costs.number(budget), result.costs.unit)
    window = scenario.timeline.window if scenario else None
    return [
        written(
            "{} of each strategy over {}, the last {} evaluated (money: all of them). A "
            "replicate has the "
            "same random numbers in all strategies, so differences are taken replicate by replicate; intervals are "
            "Student\u2019s, 95 %, "
            "those of gains wide enough to hold for all strategies of a column together{}. {}",
            counted(answer["replicates"], "replicate"), counted(answer["weeks"], "week"), plain(window),
            few_text(answer["replicates"]), cost,
        ),
        *([until_line(answer["until"], result.folder.label)] if answer.get("until") else []),
        "Intervals say how sure the mean of this model is, were it run for ever; they do not say how true the "
        "model is. For "
        "that, vary the assumptions below (imsim compare --uncertain, imsim sensitivity).",
    ]  # fmt: skip
