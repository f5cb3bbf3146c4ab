"""One gazetteer for all tests of it: loading costs a fifth of a second."""

import pytest

from strikewatch.seeds.gazetteer import Gazetteer, load


@pytest.fixture(scope="session")
def gazetteer() -> Gazetteer:
    return load()
