"""Imports in the office: jobs that the keeper checks, shows as a preview and loads when a person has approved.

`sniff` and `archive` look at files, `intake` makes jobs of them, `steps` are what people do, `reading` is what they see; `chore`,
`lease`, `preview` and `loading` are the keeper's work, `effects` is what a preview and a load must agree on; `folder` watches.
Feeds (`feed`, `nist_*`, `precincts`) are told in the columns of our own results files, so `data.ingest` checks them alike.
"""
