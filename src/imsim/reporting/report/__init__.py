"""Pages of reports, a module for each kind of study, and what they are made of.

`comparison` (with `compared`, its answer in words, and `comparison_tables`), `plausible`, `robustness`, `sweep`,
`sensitivity`, `patterns` and `profit_chain` each read a `folder` and make a page of `parts` and `drawings`; `html`
writes it, with the `assumptions` that all studies rest on. `imsim.reporting.html_report` puts all of it together.
"""
