"""Studies: which runs are wanted, who runs them, where the results go, and what they answer.

To be read in the order in which a study passes through the modules:

- asked: a request of a kind (`kinds`, one file each; `requests` is what they share), by its options or by the `[study]`
  table of a scenario (`study_table`); `factors` are what may be varied, `uncertainties` what is unless it is named,
  `design` the points, `methods` those of sensitivity analysis (`salib` draws and analyses them);
- planned: a `study` is the runs that follow, of a `subject` (strategies of a company) or of a `function` in its place;
  its key rests on the `provenance` of the model; `estimate` says beforehand what the runs will take;
- run: `execution` goes from the lock of a folder (`folder_lock`) to the `manifest`; `blocks` of runs go through the
  `runner` to one of the `schedulers` and into the `store`; `growth` says what may go on with what is `held` in a
  folder, `reopening` makes a store of tables again, `stopping` adds replicates until the looks of `sequential` tell
  enough, `shards` do parts;
- left: `files`, `exports`, `plans`; `results` reads them again;
- answered: every `answer` has one shape and is shown on `one_screen`; `comparison` (with `departments`), `robustness`,
  `sweep`, `sensitivity` (with `swings` and `noise`) are those there are, all with the same `intervals`. How else they
  are shown is no concern of this room;
- in stages: where runs follow from what others found, a study goes through `stages`. Plausible parameter sets
  (`plausible`) are found by a `search`: what is `known` of the firm, `candidates`, `anchoring` in rounds; a study at
  such sets is `conditioned`. The best mix is an `optimisation`: `mixes` of channels, `mix_search` with a response
  `surface` and the `frontier` it promises, then a `conclusion` with the `budget_path`, which makes the `optimum`.
  `discovery` asks a finished robustness analysis in which `boxes` a strategy loses;
- across `structures` of the model: rivals and left-out mechanisms are factors of a design whose points are taken apart
  again; `structure_verdicts` say whether a choice is the same there, `elsewhere` does so for plans. `worth` asks stored
  sets which of the `observables` of a firm would save regret, `worth_in` a folder;
- again: `reproduction` plans a study from its manifest (`from_manifest`), `table_comparison` compares the tables;
- side by side: `listing` finds studies in folders, `merging` joins parts, `study_diff` says what differs; `counts` says
  in words how many there are.
"""
