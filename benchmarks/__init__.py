"""Measurements that anyone can run: see the README's section "Benchmarks"."""
