"""The model as a book: one chapter a mechanism, made of what its file declares and of what its code computes.

In the order of reading: `notation` (a piece of mathematics, as LaTeX and as MathML), `symbols` (how a name is written),
`expressions`, `calls` and `formulas` (the syntax tree of an equation as mathematics), `blocks` (parts of pages),
`evidence`, `chapter`, `odd` (the chapters put together after the ODD protocol), `pages` (Markdown, LaTeX or HTML).
"""
