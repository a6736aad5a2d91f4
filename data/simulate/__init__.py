"""Fictional countries made from a seed, their election nights, and replays of imported elections.

`setup` makes a country and its election, `night` lets the forms arrive, `replay` plays an imported election
again. Called by `dashboard.cli.simulate_commands`, by tests and benchmarks. Everything made here is test data:
`is_test` is set on every election, and no place of the world lends its name to invented votes.
"""
