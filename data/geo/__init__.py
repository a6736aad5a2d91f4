"""Shapes of areas: checked and simplified coverages, who borders whom, label points, TopoJSON documents.

`coverage`, `neighbours`, `labels` and `topology` are pure (shapely in, shapely or bytes out); `store` writes what
they make. Called by `data.ingest` and `data.simulate`; must not read files or know elections.
"""
