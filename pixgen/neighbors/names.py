"""Owns the names of the metrics, for rooms that compute nothing."""

from typing import Literal, get_args

Metric = Literal["angular", "euclidean", "manhattan", "dot", "hamming"]
METRICS: tuple[Metric, ...] = get_args(Metric)
