"""Studies: which runs are wanted, who runs them, where the results go, and what they say.

To be read in the order in which a study passes through the modules:

- asked: `questions` makes a study of options and of a scenario's `[study]` table; `factors` are what may be varied,
  `varied` what is, `design` the points, `methods` those of sensitivity analysis (`salib` draws and analyses them);
- `study` is the runs that follow, of a `subject` (strategies of a company) or of a `function` in its place;
- run: `run_study` from the claim of a folder to the manifest; `blocks` of runs go through the `runner` to one of the
  `engines` and into the `store`; `effort` tells beforehand what that will take;
- left: `claims`, `files`, `manifest`, `exports`, `plans`; `results` reads it again;
- said: `compare` asks for a `comparison` (`inside` looks into its departments), `sweep`, `sensitivity` (with `swings`),
  `uncertainty`; all of them with the same `intervals`;
- again: `repetition` runs a study from its manifest alone, `differences` compares the tables;
- validated: a `panel` of business `units` is watched by an `observer`, published `patterns` are read off it with the
  `effect_sizes` that field studies report, and `validation` says which are met.
"""
