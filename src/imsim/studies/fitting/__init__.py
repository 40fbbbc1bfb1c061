"""Fitting: which numbers of the model does a firm's own record of survey, staff and customers speak for?

In the order in which they are used: `loading` (three tables), `tables` (what may stand in them), `windows` (dates and
weeks), `numbers` (what is observed, and what the same is in a run), `watching` (the runs), `emulator` (what the numbers
would be elsewhere in the prior ranges), `likelihood` and `chains` (the posterior), `verdicts` (what was learnt),
`misfit` (whether the model can have made the data), `rehearsal` (whether all that works for a firm of this size).
"""
