"""Proves properties of every case that a workflow allows (symbolic model checking).

The set of reachable configurations is computed as a fixpoint on binary decision diagrams (BDD). A
property that does not hold has a counterexample: a case that the engine itself accepts. A runtime
monitor checks the same guarantees on one real case.
"""
