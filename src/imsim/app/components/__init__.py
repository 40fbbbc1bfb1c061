"""What the browser shows, drawn with Solara: thin components over a session.

Solara loads `page`; `visit` is what one browser tab holds; `controls`, `drawings` and `panels` are the head of the
page, its pictures and its sidebar.
"""
