"""The tables of a scenario file: what may stand in them, in which units, within which bounds."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field, PlainSerializer

from imsim.company.table import Rows, Table
from imsim.programmes import kinds
from imsim.scenarios.known import KnownTable
from imsim.scenarios.limits import MOST_REPLICATES, MOST_WEEKS
from imsim.scenarios.plan import Plan

# A name of the user's own; `problems.NAMES` says the same in words.
Name = Annotated[str, Field(pattern=r"^[^\W_][\w .&+-]{0,60}$")]
Share = Annotated[float, Field(ge=0.0, le=1.0)]
Words = Annotated[Rows[str], PlainSerializer(list)]


class TimeTable(Table):
    """Weeks of a run."""

    weeks: int = Field(104, ge=1, le=MOST_WEEKS, description="weeks from the start of the strategies")
    burn_in: int = Field(104, ge=0, le=MOST_WEEKS, description="weeks before, without programmes and unreported")
    window: int = Field(52, ge=1, le=MOST_WEEKS, description="last weeks over which outcomes are averaged")


class DepartmentTable(Table):
    """One department, or one per site."""

    heads: int = Field(ge=1, le=2_000_000, description="posts, over all sites")
    label: str = Field("", max_length=40, description="what the page, stories and figures call it; its name if absent")
    contact: bool = Field(False, description="meets external customers")
    professional: bool = Field(False, description="takes longer to learn")
    respect: Share | None = Field(
        None, description="how it treats its internal suppliers; the firm's respect if absent"
    )
    sites: int = Field(1, ge=1, le=2000, description="split evenly into so many sites")
    legacy: str = Field("", max_length=40, description="firm it comes from, where two merge; ties across open later")


class OrganisationTable(Table):
    """Departments, internal customers and the contact network."""

    seed: Annotated[int, Field(ge=0, le=2**63 - 1)] | Literal["replicate"] = Field(
        1, description='draw of the networks; "replicate": one for each replicate'
    )
    span: int = Field(8, ge=1, le=1000, description="employees who report to one supervisor")
    layers: int = Field(2, ge=0, le=20, description="layers below the top")
    contacts: float = Field(10.0, ge=0.0, le=200.0, description="ties an employee has on average")
    density_ratio: float = Field(10.0, ge=1.0, le=1000.0, description="density within over between departments")
    rewiring: Share = Field(0.1, description="share of ties within that leave the ring of neighbours")
    collaboration: float = Field(
        2.0,
        ge=0.0,
        le=200.0,
        description="ties an employee has, on average, that joint work between departments may open",
    )
    respect: Share = Field(0.8, description="how departments treat their internal suppliers")
    departments: dict[Name, DepartmentTable] = Field(default_factory=dict, description="in the order of their posts")
    partners: Words = Field((), description="suppliers outside the firm, without posts")
    service: dict[Name, dict[Name, Share]] = Field(
        default_factory=dict, description="internal customer -> its suppliers and their weights, which sum to 1"
    )
    respect_between: dict[Name, dict[Name, Share]] = Field(
        default_factory=dict, description="customer -> supplier: respect where it differs"
    )
    twins: dict[Name, Name] = Field(
        default_factory=dict, description="department -> its twin in the other firm, which supplies it after a merger"
    )
    twin_respect: Share = Field(0.5, description="respect between the two firms")
    posts: str | None = Field(
        None, description="CSV of the posts (imported): post, label, department, supervisor, layers"
    )
    ties: str | None = Field(None, description="CSV of the contact ties (imported): one, other")


class SegmentTable(Table):
    """Customers who share a mix of touch-points."""

    share: float = Field(1.0, gt=0.0, le=1.0, description="of all customers, beside the shares of the other segments")
    touch_points: dict[Name, Annotated[float, Field(gt=0.0)]] = Field(
        min_length=1, description="contact department -> weight"
    )


class MarketTable(Table):
    """Customers and what they buy."""

    rows: int = Field(3000, ge=10, le=10_000_000, description="customers simulated, with the firm or elsewhere")
    active_customers: float = Field(3000.0, gt=0.0, description="real customers at the start")
    caseload: float | None = Field(
        None,
        gt=0.0,
        description="real customers whom one contact post serves at the usual load; those of its own posts if absent",
    )
    relation_share: Share = Field(
        0.5, description="share of encounters in which customers turn to the person who served them before"
    )
    purchases: float = Field(0.5, gt=0.0, le=100.0, description="purchases a customer and week")
    purchase_value: float = Field(223.0, gt=0.0, description="revenue of one purchase, money")
    segments: dict[Name, SegmentTable] = Field(
        default_factory=dict, description="absent: everybody meets all in proportion"
    )


class EconomyTable(Table):
    """Money, in the currency named."""

    currency: str = Field("USD", max_length=8, description="of all money below, as tables are to show it")
    wage: float = Field(55_000.0, gt=0.0, description="yearly wage of a full-time post, money")
    load_factor: float = Field(1.42, ge=1.0, le=3.0, description="payroll cost over wage")
    revenue_per_employee: float = Field(145_000.0, gt=0.0, description="yearly, money")
    margin: Share = Field(0.80, description="of revenue, before labour")
    overhead_share: Share = Field(0.16, description="of revenue at the start, constant")


class BudgetTable(Table):
    """What a strategy may cost a year, cash and working time together."""

    share_of_wages: float = Field(0.02, ge=0.0, le=1.0, description="of the yearly wage bill")


class EventTable(Table):
    """Something that happens to the firm, whatever its strategy; its keys depend on its kind."""

    model_config = ConfigDict(extra="allow")

    kind: str = Field(description="which event; kinds and their other keys: imsim describe events")


class StrategyTable(Table):
    """A named set of programmes."""

    label: str = Field("", max_length=60, description="what tables and figures call it; its name if absent")
    scale: bool = Field(True, description="scale the programmes to the budget")
    programmes: dict[Name, dict[str, Any]] = Field(
        default_factory=dict, description="name or kind -> its levers: imsim describe programmes"
    )
    plan: Plan | None = Field(None, description="goals, education before launch, rules on what the survey reads, staff")


class StudyTable(Table):
    """Which runs a study wants and what it asks of them; options of the command line come first."""

    kind: Literal["sweep", "sensitivity", "uncertainty"] | None = Field(
        None, description="what it is for; uncertainty: imsim compare --uncertain"
    )
    strategy: Name | None = Field(None, description="strategy that is studied")
    against: Name | None = Field(None, description="sensitivity of the advantage over this one")
    vary: dict[str, Any] = Field(
        default_factory=dict,
        description="parameter, lever or scenario key -> [low, high], [low, high, levels] or a table with low, high, "
        "levels, distribution (uniform, log, triangular); [] takes the bounds of the parameter",
    )
    parameters: int | Words | None = Field(None, description="how many of the widest uncertainties, or which")
    groups: dict[Name, Words] = Field(default_factory=dict, description="name -> factors that move as one")
    design: Literal["grid", "lhs", "sobol"] | None = Field(None, description="where a sweep looks")
    method: str | None = Field(None, max_length=20, description="of the sensitivity analysis")
    samples: int | None = Field(None, ge=1, le=10_000_000, description="size of the design")
    second_order: bool = Field(False, description="also the indices of pairs (method sobol)")
    outcomes: Words | None = Field(None, description="what is recorded and analysed")
    replicates: int | None = Field(None, ge=1, le=MOST_REPLICATES, description="runs of each point")
    seed: int | None = Field(None, ge=0, description="root of all random numbers and of the design")


class ModelTable(Table):
    """What the theory is made of: mechanisms that are left out, and other forms of equations."""

    without: Words = Field((), description="mechanisms that are left out (imsim describe mechanisms)")
    rivals: dict[Name, str] = Field(default_factory=dict, description="form -> rival that takes the equation's place")


class ScenarioTable(Table):
    """A company, what may be done in it, and how that is compared."""

    name: Name = Field(description="of the scenario; the file's own if absent")
    title: str = Field("", max_length=200, description="what tables and figures call it")
    description: str = Field("", max_length=4000, description="what is asked of it, in a sentence or two")
    time: TimeTable = TimeTable.model_construct(weeks=104, burn_in=104, window=52)
    organisation: OrganisationTable
    market: MarketTable = Field(default_factory=lambda: MarketTable.model_validate({}))
    economy: EconomyTable = Field(default_factory=lambda: EconomyTable.model_validate({}))
    budget: BudgetTable = Field(default_factory=lambda: BudgetTable.model_validate({}))
    model: ModelTable = Field(default_factory=lambda: ModelTable.model_validate({}))
    parameters: dict[str, float] = Field(
        default_factory=dict, description="behavioural numbers that differ from the defaults: imsim describe parameters"
    )
    events: dict[Name, EventTable] = Field(default_factory=dict, description="name -> kind, week and size")
    reference: Name = Field("nothing", description="strategy the others are compared with")
    strategies: dict[Name, StrategyTable] = Field(default_factory=dict)
    study: StudyTable | None = None
    known: dict[Name, KnownTable] = Field(
        default_factory=dict, description="outcome -> its level in the firm as it is, or {level, within}"
    )
    provenance: dict[str, Annotated[str, Field(max_length=400)]] = Field(
        default_factory=dict, description="dotted key of this file -> where its value comes from, for imsim show"
    )


def json_schema() -> dict[str, Any]:
    """JSON Schema of a scenario file, with the levers of every kind of programme."""
    schema = ScenarioTable.model_json_schema()
    schema["properties"]["extends"] = {
        "type": "string",
        "description": "a built-in scenario, or a file beside this one",
    }
    schema["required"] = []
    definitions = schema.setdefault("$defs", {})
    for kind, programme in kinds().items():
        definitions[f"programme_{kind}"] = programme.model_json_schema()
    programmes = definitions["StrategyTable"]["properties"]["programmes"]
    programmes["properties"] = {kind: {"$ref": f"#/$defs/programme_{kind}"} for kind in kinds()}
    return schema
