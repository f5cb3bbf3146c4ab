"""Every place the pipeline knows, and what its name may mean. Rebuilt by `python -m strikewatch.seeds.gazetteer.build`."""

from strikewatch.seeds.gazetteer.entry import KINDS, TARGETS, Entry
from strikewatch.seeds.gazetteer.folding import fold
from strikewatch.seeds.gazetteer.gazetteer import Gazetteer, load

__all__ = ["KINDS", "TARGETS", "Entry", "Gazetteer", "fold", "load"]
