"""Who may hand in articles, and how many."""

from __future__ import annotations

import pytest
from pydantic import SecretStr

from strikewatch.agents.view.intake import Bucket, Door, same
from strikewatch.agents.view.problems import Refusal

TOKEN = SecretStr("sixteen letters or more")


def test_a_bucket_lets_a_minutes_worth_pass_at_once_and_then_tells_how_long_to_wait() -> None:
    bucket = Bucket(60)
    assert [bucket.take(1000.0) for _ in range(60)] == [0.0] * 60
    assert bucket.take(1000.0) == pytest.approx(1.0)
    assert bucket.take(1000.5) == pytest.approx(0.5)
    assert bucket.take(1001.1) == 0.0
    assert bucket.take(1001.1) > 0


def test_a_bucket_never_holds_more_than_a_minutes_worth() -> None:
    bucket = Bucket(2)
    assert [bucket.take(10_000.0) > 0 for _ in range(3)] == [False, False, True]


def test_a_clock_that_goes_back_fills_no_bucket() -> None:
    bucket = Bucket(1)
    assert bucket.take(100.0) == 0.0
    assert bucket.take(50.0) == pytest.approx(60.0)


@pytest.mark.parametrize("given", ["", "sixteen letters or mor", "sixteen letters or more ", "é", "\udcff"])
def test_only_the_token_is_the_token(given: str) -> None:
    assert same(TOKEN.get_secret_value(), TOKEN)
    assert not same(given, TOKEN)


def door(token: SecretStr | None = TOKEN, accepted: int = 5, refused: int = 3) -> Door:
    return Door(token, Bucket(accepted), Bucket(refused), lambda: 1000.0)


def status(door: Door, authorization: str) -> int:
    try:
        door.open_to(authorization)
    except Refusal as refusal:
        return refusal.status_code
    return 0


def test_without_a_token_set_nobody_may() -> None:
    assert status(door(None), f"Bearer {TOKEN.get_secret_value()}") == 403


@pytest.mark.parametrize("authorization", ["", "Bearer", "Bearer x", "Basic eDp5", TOKEN.get_secret_value()])
def test_who_does_not_give_the_token_may_not(authorization: str) -> None:
    assert status(door(), authorization) == 401


def test_guessing_is_slowed_down_and_keeps_nobody_out_who_has_the_token() -> None:
    closed = door()
    assert [status(closed, "Bearer guess") for _ in range(5)] == [401, 401, 401, 429, 429]
    right = f"bearer {TOKEN.get_secret_value()}"
    assert [status(closed, right) for _ in range(6)] == [0, 0, 0, 0, 0, 429]
