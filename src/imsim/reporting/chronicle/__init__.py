"""One run told: what happened, why, to whom, and what would have become of the same people otherwise.

Read in this order: `recording` copies a run week by week; `terms` are what the model's equations make of each driver;
`people` and `names` say who held which post; `leaving`, `composition`, `driving`, `risks` and `what_if` take things
apart; `other_side` looks at the same person in the run beside; `facts` find what happened, `sentences` and
`explanations` say it; `cards` and `employee` tell one person, `story` everything, `digest` the first screen.
"""
