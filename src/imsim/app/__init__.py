"""The browser page: a company that moves, its employees, its curves, two strategies side by side.

What a visitor has in hand is a `session.Session`, plain Python that needs no browser, with `levers` to move. The
modules beside it turn it into pictures (`floorplan` with its `rooms`, `curves` with `marks` of what happened,
`spread`), into words (`employee_card`, `names`, `words`) and files (`saving`); `components` draws them with Solara,
and `server` serves them to this machine alone.
"""
