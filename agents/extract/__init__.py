"""articles -> mentions: the strikes that the words of an article tell of."""

from strikewatch.agents.extract.extractor import EXTRACTOR_VERSION, Extractor

__all__ = ["EXTRACTOR_VERSION", "Extractor"]
