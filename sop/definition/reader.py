"""Which YAML reader definitions are read with."""

from __future__ import annotations

import yaml


def describe_yaml_reader() -> str:
    """The library with its version, and whether the fast reader in C is there."""
    kind = "reader in C" if yaml.__with_libyaml__ else "reader in Python, slower"
    return f"PyYAML {yaml.__version__}, {kind}"
