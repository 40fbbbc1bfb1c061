"""What the browser shows, drawn with Solara: thin components over a session."""
