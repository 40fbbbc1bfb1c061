"""Figures: tables in, Axes out; one function a figure, one style, all readable at one column of print (85 mm).

A function draws on the axes it is given, or on a page of its own; `figure_of` finds the figure behind axes, `save`
writes it as PNG or SVG. `page`, `words`, `labels` and `layout` are what figures are drawn on, with and where;
`comparison`, `departments`, `fit`, `network`, `plausible`, `robustness`, `sweep`, `sensitivity`, `patterns` and
`profit_chain` are the figures; which belong to which study is said in `imsim.reporting.kinds`. Importing this
loads matplotlib.
"""

from __future__ import annotations

from imsim.reporting.figures.comparison import cost_effect, fan_chart, paired_differences
from imsim.reporting.figures.departments import department_heat_map, state_label
from imsim.reporting.figures.fit import fitted_bands, learnt, ridge
from imsim.reporting.figures.layout import Layout, layout
from imsim.reporting.figures.life_line import life_line
from imsim.reporting.figures.network import network
from imsim.reporting.figures.page import figure_of, page, save
from imsim.reporting.figures.patterns import patterns_in_bands
from imsim.reporting.figures.plausible import conditioned_ranges, known_levels
from imsim.reporting.figures.profit_chain import path_diagram
from imsim.reporting.figures.robustness import probability_best, ranking, regret, switching_factors
from imsim.reporting.figures.sensitivity import convergence, index_bars, morris_plane, tornado
from imsim.reporting.figures.sweep import heat_map, response, responses
from imsim.reporting.figures.words import Words

__all__ = [
    "Layout",
    "Words",
    "conditioned_ranges",
    "convergence",
    "cost_effect",
    "department_heat_map",
    "fan_chart",
    "figure_of",
    "fitted_bands",
    "heat_map",
    "index_bars",
    "known_levels",
    "layout",
    "learnt",
    "life_line",
    "morris_plane",
    "network",
    "page",
    "paired_differences",
    "path_diagram",
    "patterns_in_bands",
    "probability_best",
    "ranking",
    "regret",
    "response",
    "responses",
    "ridge",
    "save",
    "state_label",
    "switching_factors",
    "tornado",
]
