"""What the worker logs: our own lines from the level that is set, the libraries' from warning on."""

import logging
import time

FORMAT = "%(asctime)sZ %(levelname)s %(name)s: %(message)s"
LOUD = ("aiokafka", "faust", "mode", "trafilatura")


def configure(level: str) -> None:
    """Log to standard error, times in UTC."""
    formatter = logging.Formatter(FORMAT, datefmt="%Y-%m-%dT%H:%M:%S")
    formatter.converter = time.gmtime
    handler = logging.StreamHandler()
    handler.setFormatter(formatter)
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
    for name in LOUD:
        logging.getLogger(name).setLevel(max(logging.WARNING, logging.getLogger().level))
