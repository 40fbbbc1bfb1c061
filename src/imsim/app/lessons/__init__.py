"""Lessons and challenges: a claim, a question, runs that answer it, and sentences that say what the runs show.

Each is one TOML file: those that come with imsim lie in this folder, a lecturer's own anywhere. `schema` says what may
stand in one, `loading` finds it and `checks` says what is wrong, `running` runs it, `results` reads the runs, and
`sentences` writes numbers into its texts. A `challenge` scores mixes of programmes on runs that nobody has seen, and
`board` keeps the scores of a class. Nothing here needs a browser:
`app.classroom` holds what visitors share, `app.components` draws it.
"""
