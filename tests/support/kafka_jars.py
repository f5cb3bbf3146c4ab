"""Apache Kafka's jars, copied once by Maven into a cache outside the tree."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

POM = Path(__file__).parents[1] / "broker" / "kafka" / "pom.xml"
OLDEST_JAVA = 17
DOWNLOAD_TIMEOUT = 300


def missing() -> str | None:
    """Why Apache Kafka cannot run here, or None."""
    for program in ("java", "mvn"):
        if shutil.which(program) is None:
            return f"{program} is not on PATH: Apache Kafka needs java {OLDEST_JAVA} and mvn"
    banner = subprocess.run(["java", "-version"], capture_output=True, text=True, check=True).stderr
    found = re.search(r'version "(\d+)', banner)
    if found is None or int(found[1]) < OLDEST_JAVA:
        return f"Apache Kafka needs java {OLDEST_JAVA}, here is {banner.splitlines()[0]}"
    return None


def cache() -> Path:
    """Where what tests download is kept: STRIKEWATCH_TEST_CACHE, else the user's cache directory."""
    override = os.environ.get("STRIKEWATCH_TEST_CACHE")
    if override:
        return Path(override)
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "strikewatch-tests"


def fetch() -> Path:
    """The directory of the jars that `pom.xml` names; Maven is asked only when the pom has changed.

    Raises:
        RuntimeError: Maven could not copy them; the message is the end of its output.
    """
    jars = cache() / f"kafka-{hashlib.sha256(POM.read_bytes()).hexdigest()[:12]}"
    if jars.is_dir():
        return jars
    jars.parent.mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(prefix="kafka-", dir=jars.parent))
    command = [
        "mvn",
        "-q",
        "-B",
        "-f",
        str(POM),
        "dependency:copy-dependencies",
        f"-DoutputDirectory={fresh}",
    ]
    done = subprocess.run(command, capture_output=True, text=True, timeout=DOWNLOAD_TIMEOUT, check=False)
    if done.returncode:
        shutil.rmtree(fresh)
        raise RuntimeError("mvn could not copy Apache Kafka's jars:\n" + (done.stdout + done.stderr)[-2000:])
    try:
        fresh.rename(jars)
    except OSError:  # another test process was first
        shutil.rmtree(fresh)
    return jars
