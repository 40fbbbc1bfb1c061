"""Box plots of a state by department, as options of an ECharts figure."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from imsim.app.curves import FAINT, FONT, INK, SIDE_COLORS
from imsim.app.rooms import rooms_of
from imsim.app.session import STATES, Session, Side
from imsim.studies.answer import Json

# Percentiles: ends of the lines, of the box, and its middle.
PERCENTILES = (5, 25, 50, 75, 95)


def spread_by_room(session: Session) -> Json:
    """Box plots of a state over the employees of each department: middle half, and lines for nearly all."""
    rooms = [room for room in rooms_of(session.organisation) if room.heads]
    both = len(session.sides) > 1
    labels = [session.scenario.label(side.case.strategy) for side in session.sides]
    return {
        "animation": False,
        "textStyle": {"fontFamily": "Roboto, DejaVu Sans, sans-serif", "color": INK},
        "tooltip": {"trigger": "item", "renderMode": "richText", "confine": True, "textStyle": {"fontSize": FONT}},
        "legend": {"show": both, "right": 16, "textStyle": {"fontSize": FONT}},
        "grid": {"left": 56, "right": 16, "top": 30, "bottom": 58},
        "xAxis": {
            "type": "category", "data": [session.scenario.department(room.name) for room in rooms],
            "axisLabel": {"fontSize": FONT, "color": INK, "interval": 0, "rotate": 0 if len(rooms) < 9 else 25},
        },
        "yAxis": {
            "type": "value", "min": 0, "max": 1, "nameGap": 14,
            "name": f"{STATES[session.state]}, 0-1 (box: middle half of employees; ends: 5th and 95th percentile)",
            "nameTextStyle": {"fontSize": FONT, "align": "left", "color": INK},
            "axisLabel": {"fontSize": FONT}, "splitLine": {"lineStyle": {"color": FAINT}},
        },
        "series": [
            {
                "type": "boxplot", "name": f"{'AB'[place]}: {label}" if both else label,
                "data": boxes(session, side, [room.sites for room in rooms]),
                "boxWidth": [6, 34], "itemStyle": {"color": "#FFFFFF", "borderColor": color, "borderWidth": 2},
            }
            for place, (side, label, color) in enumerate(zip(session.sides, labels, SIDE_COLORS, strict=False))
        ],
    }  # fmt: skip


def boxes(session: Session, side: Side, groups: Sequence[tuple[int, ...]]) -> list[list[float]]:
    """Percentiles of a state over the employees present in each group of departments."""
    values = side.values(session.state)
    result = []
    for sites in groups:
        mine = values[np.isin(session.organisation.department_of, sites)]
        mine = mine[~np.isnan(mine)]
        result.append(np.round(np.percentile(mine, PERCENTILES), 3).tolist() if len(mine) else [])
    return result
