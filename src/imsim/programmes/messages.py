"""Messages: a campaign over up to ten channels, tailored or not, honest or not."""

from __future__ import annotations

from typing import Any, ClassVar, NamedTuple

import numpy as np
from pydantic import Field

from imsim.company.effects import Effects
from imsim.company.sites import without_site
from imsim.engine.fields import Parameter, parameter
from imsim.mechanisms.communication import message_reach, message_relevance, messages_heard
from imsim.programmes.programme import Context, Programme, Time, anywhere

CASCADE = ("meeting",)
PULL = ("intranet", "blog", "board", "wiki")
REPOSITORY = ("intranet", "wiki")
CHANNELS = ("email", "newsletter", "radio", "briefing", "meeting", "retreat", *PULL)

MOST_A_WEEK = 7.0

# Reach per message and richness of a channel are assumed, but e-mail's reach (politemail_2025); what one message takes
# of a writer's hours, of each listener's hours, and of cash a head in yearly wages follows docs/references.md (pull
# channels: a week).
NUMBERS = {
    "email": (0.64, 0.30, 4.0, 0.033, 0.0), "newsletter": (0.45, 0.40, 16.0, 0.10, 0.0),
    "radio": (0.35, 0.30, 2.0, 0.0, 0.00005), "briefing": (0.70, 0.70, 30.0, 0.75, 0.000083),
    "meeting": (0.90, 0.90, 6.0, 0.50, 0.0), "retreat": (0.85, 1.00, 60.0, 8.0, 0.0025),
    "intranet": (0.30, 0.40, 4.0, 0.033, 0.0000321), "blog": (0.20, 0.40, 3.0, 0.033, 0.0),
    "board": (0.20, 0.50, 1.0, 0.033, 0.0000321), "wiki": (0.15, 0.60, 2.0, 0.033, 0.0000321),
}  # fmt: skip


def numbers_of(name: str) -> list[Parameter]:
    """Reach, richness and prices of a channel."""
    reach, richness, writing, listening, cash = NUMBERS[name]
    known = ("fix", "politemail_2025") if name == "email" else ("assumed", "-")
    return [
        Parameter(
            f"reach_{name}", f"reach_{name}", reach, round(0.7 * reach, 3), round(min(0.98, 1.25 * reach), 3),
            "probability", *known, f"probability that one message sent over {name} reaches a person", "messages",
        ),
        Parameter(
            f"richness_{name}", f"rich_{name}", richness, round(0.6 * richness, 3), round(min(1.0, 1.4 * richness), 3),
            "exposures", "assumed", "-", f"exposures that one message heard over {name} is worth", "messages",
        ),
        Parameter(
            f"writer_hours_{name}", "-", writing, writing / 2, writing * 2, "hours", "assumed", "-",
            f"specialist's hours behind one message over {name}", "messages",
        ),
        Parameter(
            f"listener_hours_{name}", "-", listening, listening / 2, listening * 2 or 0.02, "hours", "assumed", "-",
            f"working time of each listener to one message over {name}", "messages",
        ),
        Parameter(
            f"cash_{name}", "-", cash, cash / 2, cash * 2 or 0.00005, "wage", "SA", "poppulo_2016",
            f"cash a head for one message over {name}, or for a week of a pull channel", "messages",
        ),
    ]  # fmt: skip


class P(NamedTuple):
    """What messages do besides telling, per unit of its lever."""

    story_lift: float = parameter(
        0.22, 0, 0.5, "0-1", "cal", "linos_2022", "how far a colleague's story that is heard lifts people"
    )


PARAMETERS = [row for name in NUMBERS for row in numbers_of(name)]


def _channel(what: str) -> Any:
    return Field(0.0, ge=0.0, le=MOST_A_WEEK, description=f"{what} a week, times frequency")


class Messages(Programme):
    """Management tells people what the firm wants and offers; each channel reaches a part of them.

    Frequency is the lever that scales: it multiplies the messages of every channel. Tailoring is only as good as the
    audit of the audience; what a survey or top performers tell about it makes up for a part of the rest. A claim above
    what people live (overclaim) costs trust.

    Source: schmidt_eisend_2015, politemail_2025, gilly_wolfinbarger_1998; rows 9, 11, 17, 22, 23, 28, 30, 34, 35, 38,
    43, 44, 57, 65, 68, 69, 73, 74, 78.
    """

    kind: ClassVar[str] = "messages"
    lever: ClassVar[str] = "frequency"
    most: ClassVar[float] = 4.0
    mechanisms: ClassVar[tuple[int, ...]] = (9, 11, 17, 22, 23, 28, 30, 34, 35, 38, 43, 44, 57, 65, 68, 69, 73, 74, 78)

    frequency: float = Field(1.0, ge=0.0, le=4.0, description="factor on the messages of every channel")
    tailoring: float = Field(0.0, ge=0.0, le=1.0, description="how far messages are written for each department")
    audit: float = Field(
        1.0, ge=0.0, le=1.0, description="how well the audience is known; tailoring is as good as that"
    )
    overclaim: float = Field(0.0, ge=-0.5, le=0.5, description="how far claims go beyond what people live")
    stories: float = Field(0.0, ge=0.0, le=1.0, description="how far messages tell what colleagues live through")
    email: float = _channel("e-mails")
    newsletter: float = _channel("newsletters")
    radio: float = _channel("broadcasts of in-house radio")
    briefing: float = _channel("company briefings")
    meeting: float = _channel("department meetings")
    retreat: float = _channel("retreats")
    intranet: float = _channel("posts in the intranet")
    blog: float = _channel("posts in a blog")
    board: float = _channel("posts on a message board")
    wiki: float = _channel("pages in a wiki")

    def act(self, name: str, context: Context, effects: Effects) -> None:
        """Some hear each message; pull channels also pass on what contacts saw; repositories slow forgetting."""
        p: Any = context.parameters
        rows = context.rows
        relevance = message_relevance(self.fit(effects.of("relevance", rows)), p)
        for channel in self.used():
            planned = getattr(self, channel) * self.frequency
            reach, richness = getattr(p, f"reach_{channel}"), getattr(p, f"richness_{channel}")
            sent = context.times(planned, self.start)
            # Most channels are silent in most weeks.
            if anywhere(sent):
                heard = self.heard(name, channel, sent, context)
                exposure = heard * richness * relevance * context.work_of("specialist").quality
                effects.add("exposure", rows, exposure)
                effects.add("event", rows, p.story_lift * self.stories * np.minimum(heard, 1))
                effects.add("claimed", rows, exposure * (context.expected_claim + self.overclaim))
            if channel in PULL:
                active = np.minimum(planned, 1)
                effects.add("sharing", rows, active * reach * richness)
                effects.add("shared_claim", rows, active * reach * richness * self.overclaim)
            if channel in REPOSITORY:
                effects.add("retention", rows, np.minimum(planned, 1) / len(REPOSITORY))
        self.take_time(context, effects)

    def heard(self, name: str, channel: str, sent: Any, context: Context) -> Any:
        """How many of this week's messages over a channel each employee hears."""
        p: Any = context.parameters
        layers: Any = context.organisation.layers if channel in CASCADE else np.zeros(context.organisation.posts)
        probability = message_reach(getattr(p, f"reach_{channel}"), layers.astype(np.float64), p)
        uniform: Any = context.uniform(name, channel)
        return messages_heard(uniform, probability, sent, int(np.max(sent))) * self.mask(context.organisation)

    def used(self) -> list[str]:
        """Channels over which something is sent in some case."""
        return [channel for channel in CHANNELS if anywhere(getattr(self, channel))]

    def fit(self, known: Any) -> Any:
        """How well messages fit each department, 0-1: tailored to an audience that is known, by audit and surveys."""
        audited = self.tailoring * self.audit
        return audited + (1 - audited) * np.minimum(known, 1)

    def cash(self, context: Context) -> Any:
        """What channels cost a head."""
        p = context.parameters
        heads = context.headcount(self.mask(context.organisation))
        cash: Any = 0.0
        for channel in self.used():
            sent = getattr(self, channel) * self.frequency
            used = np.minimum(sent, 1) if channel in PULL else sent
            cash = cash + used * heads * getattr(p, f"cash_{channel}") * context.economy.wage
        return cash

    def time(self, context: Context) -> list[Time]:
        """Everybody addressed listens to what is sent this week."""
        p = context.parameters
        listening: Any = 0.0
        for channel in self.used():
            sent = context.times(getattr(self, channel) * self.frequency, self.start)
            listening = listening + sent * getattr(p, f"listener_hours_{channel}")
        return [Time(listening, self.mask(context.organisation))]

    def versions(self, context: Context) -> Any:
        """Versions of a message that are written: half a one more for each further department, not each site."""
        organisation, addressed = context.organisation, self.mask(context.organisation)

        def departments() -> int:
            units = np.unique(organisation.department_of[addressed])
            return len({without_site(organisation.names[unit]) for unit in units})

        known = organisation.once(("departments written to", self.audience), departments)
        return 1 + self.tailoring * (known - 1) / 2

    def staff_hours(self, context: Context) -> dict[str, Any]:
        """The communications specialist writes; tailoring takes half a version more a department."""
        p = context.parameters
        hours = (getattr(self, channel) * getattr(p, f"writer_hours_{channel}") for channel in self.used())
        written: Any = sum(hours, start=0.0)
        return {"specialist": self.frequency * written * self.versions(context)}
