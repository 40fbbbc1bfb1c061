"""The browser page: a company that moves, its employees, its curves, two strategies side by side.

What a visitor has in hand is a `session.Session`, plain Python that needs no browser. The modules beside it turn it
into pictures (`floorplan`, `curves`, `employee_card`, `words`) and files (`saving`); `components` draws them with
Solara, and `server` serves them to this machine alone.
"""
