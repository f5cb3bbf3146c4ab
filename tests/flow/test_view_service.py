"""The view service in memory: the app asked without a socket, over what the sample articles come to."""

from __future__ import annotations

import asyncio
import csv
import io
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import pytest
import viewing
from strikes import strike, tombstone

from strikewatch.agents.view import intake

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    import httpx
    from viewing import Service

    from strikewatch.schemas import Record


@pytest.fixture(scope="module")
def records() -> list[Record]:
    return viewing.sample_records()


@pytest.fixture
def service(records: list[Record]) -> Service:
    return viewing.service(records)


@pytest.fixture
async def ask(service: Service) -> AsyncIterator[httpx.AsyncClient]:
    async with service.client() as client:
        yield client


async def items(ask: httpx.AsyncClient, address: str) -> list[dict[str, Any]]:
    answer = await ask.get(address)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["items"]
    return found


@pytest.mark.parametrize("window", ["24h", "7d", "30d", "365d"])
async def test_a_rows_number_opens_the_very_strikes_that_it_counts(
    ask: httpx.AsyncClient, window: str
) -> None:
    rows = await items(ask, f"/api/regions?window={window}&empty=true")
    assert rows
    for row in rows:
        kind = "country" if row["region"] == row["country"] else "region"
        behind = await items(ask, f"/api/incidents?{kind}={row['region']}&window={window}")
        assert len(behind) == row["incidents"], row["region"]
        killed = sum((one["casualties"]["killed"] or {}).get("best") or 0 for one in behind)
        assert killed == row["killed"]["best"]


ADDRESSES = (
    "/", "/api/status", "/api/regions", "/api/regions/UA", "/api/timeline", "/api/incidents", "/api/alerts",
    "/feeds/incidents.geojson", "/feeds/alerts.atom", "/export/incidents.csv", "/api/openapi.json", "/healthz",
    "/readyz", "/nowhere", "/static/nowhere.js", "/api/regions?x=1",
)  # fmt: skip
TAGGED = ("/", "/api/regions", "/api/regions/UA", "/api/timeline", "/api/incidents", "/api/alerts",
          "/feeds/incidents.geojson", "/feeds/alerts.atom", "/export/incidents.csv")  # fmt: skip


# Around every answer


@pytest.mark.parametrize("address", ADDRESSES)
async def test_every_answer_lets_nothing_inline_run_and_nothing_from_elsewhere_load(
    ask: httpx.AsyncClient, address: str
) -> None:
    headers = (await ask.get(address)).headers
    directives = dict(
        part.strip().partition(" ")[::2] for part in headers["Content-Security-Policy"].split(";")
    )
    assert directives["default-src"] == "'none'"
    assert not [name for name, sources in directives.items() if "unsafe" in sources or "*" in sources]
    assert directives["script-src"] == directives["style-src"] == "'self'"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize("address", TAGGED)
async def test_what_has_not_changed_is_not_sent_again(ask: httpx.AsyncClient, address: str) -> None:
    first = await ask.get(address)
    again = await ask.get(address, headers={"If-None-Match": f'"other", {first.headers["ETag"]}'})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]
    other = await ask.get(address, headers={"If-None-Match": '"other"'})
    assert (other.status_code, other.content) == (200, first.content)


async def test_two_services_with_the_same_records_give_the_same_tags(
    ask: httpx.AsyncClient, records: list[Record]
) -> None:
    last: dict[Any, Record] = {}
    for record in records:
        if (one := viewing.message(record)) is not None:
            last[one.topic, getattr(record, "report_id", one.key)] = record
    async with viewing.service(reversed(last.values())).client() as other:
        for address in TAGGED:
            assert (await other.get(address)).headers["ETag"] == (await ask.get(address)).headers["ETag"], (
                address
            )


async def test_a_change_changes_the_tag_of_what_it_is_in_and_of_nothing_else(
    service: Service, ask: httpx.AsyncClient
) -> None:
    async def tag(address: str) -> str:
        return str((await ask.get(address)).headers["ETag"])

    before = [await tag("/api/incidents?country=UA"), await tag("/api/incidents?country=RU")]
    service.take(strike("UA-63", "2025-06-07", id="new"))
    after = [await tag("/api/incidents?country=UA"), await tag("/api/incidents?country=RU")]
    assert [former != now for former, now in zip(before, after, strict=True)] == [True, False]


async def test_long_answers_are_compressed_for_whoever_takes_that(ask: httpx.AsyncClient) -> None:
    plain = await ask.get("/api/incidents", headers={"Accept-Encoding": "identity"})
    small = await ask.get("/api/incidents", headers={"Accept-Encoding": "gzip"})
    assert small.headers["Content-Encoding"] == "gzip"
    assert int(small.headers["Content-Length"]) < len(plain.content) / 3
    assert small.json() == plain.json()


async def test_until_all_is_read_there_is_no_answer_that_looks_like_all(
    service: Service, ask: httpx.AsyncClient
) -> None:
    service.view.freshness.caught_up = False
    for address in ("/api/incidents", "/api/regions", "/export/incidents.csv", "/api/stream", "/readyz"):
        answer = await ask.get(address)
        assert answer.status_code == 503, address
        assert "reading the topics" in answer.text
    assert (await ask.get("/healthz")).status_code == 200
    assert (await ask.get("/api/status")).json()["caught_up"] is False


async def test_it_says_how_fresh_it_is(service: Service, ask: httpx.AsyncClient) -> None:
    service.view.freshness.lag = {("incidents", 0): 3, ("incidents", 1): 4}
    fresh = (await ask.get("/api/status")).json()
    assert (fresh["newest_record_age_seconds"], fresh["lag_records"], fresh["stale"]) == (5.0, 7, False)
    service.view.freshness.answered = viewing.NOW - 31
    silent = (await ask.get("/api/status")).json()
    assert (silent["stale"], silent["broker_answered_seconds_ago"]) == (True, 31.0)
    assert (await ask.get("/readyz")).status_code == 200  # old is better than nothing


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("/api/regions?windo=24h", "windo"),
        ("/api/regions?window=25h", "window"),
        ("/api/incidents?region=kharkiv", "region"),
        ("/api/incidents?since=yesterday", "since"),
        ("/api/incidents?limit=0", "limit"),
        ("/api/incidents?limit=1001", "limit"),
        ("/api/timeline?days=93", "days"),
    ],
)
async def test_a_mistake_in_what_is_asked_is_named(ask: httpx.AsyncClient, address: str, says: str) -> None:
    answer = await ask.get(address)
    assert answer.status_code == 422
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["detail"].startswith(says)
    assert answer.json()["status"] == 422


@pytest.mark.parametrize(
    ("address", "says"),
    [("/api/regions/XX", "XX"), ("/api/incidents/nothing", "nothing"), ("/api/alerts/nothing", "nothing"),
     ("/feeds/alerts/nothing.cap", "nothing"), ("/static/../server.py", ""), ("/docs", "")],
)  # fmt: skip
async def test_what_is_not_there_is_not_found(ask: httpx.AsyncClient, address: str, says: str) -> None:
    answer = await ask.get(address)
    assert answer.status_code == 404
    assert says in answer.json()["detail"]


async def test_a_fault_of_ours_says_so_and_shows_nothing_of_it(
    service: Service, ask: httpx.AsyncClient, caplog: pytest.LogCaptureFixture
) -> None:
    broken = next(iter(service.view.tables.incidents))
    service.view.tables.incidents[broken] = None  # type: ignore[assignment]  # what cannot be
    answer = await ask.get("/api/incidents")
    assert answer.status_code == 500
    assert "NoneType" not in answer.text
    assert "NoneType" in caplog.text


# The tables


async def test_a_regions_answer_has_every_window_and_so_has_any_instant(ask: httpx.AsyncClient) -> None:
    now = (await ask.get("/api/regions/UA-30")).json()
    assert list(now["windows"]) == ["1h", "6h", "24h", "7d", "30d", "365d"]
    assert (now["region"], now["country"]) == ("UA-30", "UA")
    then = (await ask.get("/api/regions/UA-30?at=2022-10-11")).json()
    assert then["at"] == "2022-10-12T00:00:00Z"
    assert then["windows"]["7d"]["incidents"] == 1


@pytest.mark.parametrize("window", ["24h", "30d"])
async def test_rows_of_an_instant_open_to_their_strikes_too(ask: httpx.AsyncClient, window: str) -> None:
    asked = f"window={window}&at=2024-03-24"
    rows = await items(ask, f"/api/regions?{asked}")
    assert rows
    for row in rows:
        kind = "country" if row["region"] == row["country"] else "region"
        behind = await items(ask, f"/api/incidents?{kind}={row['region']}&{asked}")
        assert len(behind) == row["incidents"]


async def test_filters_are_joined_by_and_their_values_by_or(ask: httpx.AsyncClient) -> None:
    every = await items(ask, "/api/incidents")
    taken = await items(ask, "/api/incidents?country=UA&weapon=missile&weapon=drone&severity=moderate")
    expected = [
        one
        for one in every
        if one["place"]["country"] == "UA"
        and {"missile", "drone"} & {weapon["weapon_class"] for weapon in one["weapons"]}
        and one["severity"] != "minor"
    ]
    assert taken == expected
    assert 0 < len(taken) < len(every)


async def test_a_stretch_of_time_takes_its_first_instant_and_not_its_last(ask: httpx.AsyncClient) -> None:
    every = await items(ask, "/api/incidents")
    moments = [one["counted_at"] for one in every]
    middle = sorted(moments)[len(moments) // 2]
    since = await items(ask, f"/api/incidents?since={middle}")
    until = await items(ask, f"/api/incidents?until={middle}")
    assert {one["incident_id"] for one in since} == {
        one["incident_id"] for one in every if one["counted_at"] >= middle
    }
    assert len(since) + len(until) == len(every)


async def test_pages_follow_one_another_by_their_links(ask: httpx.AsyncClient) -> None:
    every = [one["incident_id"] for one in await items(ask, "/api/incidents?sort=killed")]
    walked, address = [], "/api/incidents?sort=killed&limit=4"
    while address:
        answer = await ask.get(address)
        assert answer.json()["total"] == len(every)
        walked += [one["incident_id"] for one in answer.json()["items"]]
        address = answer.links.get("next", {}).get("url", "")
    assert walked == every
    stale = await ask.get(
        "/api/incidents", params={"cursor": (await ask.get("/api/alerts?limit=1")).json()["next"]}
    )
    assert stale.status_code == 409


async def test_an_incident_opens_to_its_claims_its_history_and_its_reports(ask: httpx.AsyncClient) -> None:
    changed = [one for one in await items(ask, "/api/incidents") if one["superseded_count"]]
    assert changed
    for item in changed:
        opened = (await ask.get(f"/api/incidents/{item['incident_id']}")).json()
        ledger = opened["incident"]["ledger"]
        shown = [claim for figure in opened["figures"] for claim in figure["live"]]
        former = [one for figure in opened["figures"] for one in figure["superseded"]]
        assert len(shown) + len(former) == len(ledger) == item["claim_count"]
        assert len(former) == item["superseded_count"]
        assert all(one["because"] and one["claim"]["quote"] for one in former)
        assert [one["report_id"] for one in opened["reports"]] == opened["incident"]["reports"]
        assert opened["reports_gone"] == 0
        assert opened["history"][-1]["casualties"] == opened["incident"]["casualties"]
        assert [one["known_at"] for one in opened["history"]] == sorted(
            one["known_at"] for one in opened["history"]
        )


async def test_reports_that_are_gone_from_their_topic_are_counted(
    service: Service, ask: httpx.AsyncClient
) -> None:
    entry = next(one for one in service.view.tables.incidents.values() if len(one.incident().reports) > 1)
    del service.view.tables.reports[entry.incident().reports[0]]
    opened = (await ask.get(f"/api/incidents/{entry.incident_id}")).json()
    assert opened["reports_gone"] == 1
    assert len(opened["reports"]) == len(opened["incident"]["reports"]) - 1


async def test_a_merged_incident_is_listed_no_more_and_still_says_where_it_went(
    service: Service, ask: httpx.AsyncClient
) -> None:
    first = service.view.tables.incidents[next(iter(service.view.tables.incidents))].incident()
    service.take(tombstone(first, merged_into="another"))
    assert first.incident_id not in {
        one["incident_id"] for one in await items(ask, "/api/incidents?scope=any")
    }
    opened = (await ask.get(f"/api/incidents/{first.incident_id}")).json()
    assert opened["incident"]["merged_into"] == "another"
    service.delete("incident", "incidents", first.incident_id)
    assert (await ask.get(f"/api/incidents/{first.incident_id}")).status_code == 404


async def test_an_alert_that_moved_to_another_severity_is_shown_once(ask: httpx.AsyncClient) -> None:
    live = await items(ask, "/api/alerts")
    names = [one["fingerprint"] for one in live]
    assert len(names) == len(set(names))
    everything = await items(ask, "/api/alerts?state=any")
    assert len({one["fingerprint"] for one in everything}) == len(everything) >= len(live)
    assert all(one["moved_to"] is None for one in everything)
    one = (await ask.get(f"/api/alerts/{names[0]}")).json()
    assert one == live[0]
    behind = await items(ask, f"/api/alerts?incident={live[0]['incident_ids'][0]}")
    assert live[0] in behind


async def test_the_timelines_total_is_the_strikes_of_its_days(ask: httpx.AsyncClient) -> None:
    drawn = (await ask.get("/api/timeline?days=30&until=2024-03-31")).json()
    strikes = await items(ask, f"/api/incidents?since={drawn['start']}&until={drawn['end']}")
    exact = [one for one in strikes if one["shortest_window"] in {"1h", "6h", "24h"}]
    assert sum(drawn["total"]["incidents"]) == len(exact) > 0
    assert drawn["too_coarse"] == len(strikes) - len(exact)
    countries = [area for area in drawn["areas"] if area["region"] == area["country"]]
    assert [sum(day) for day in zip(*(area["incidents"] for area in countries), strict=True)] == drawn[
        "total"
    ]["incidents"]


# Feeds and exports


async def test_the_map_the_sheet_and_the_list_hold_the_same_strikes(ask: httpx.AsyncClient) -> None:
    listed = [one["incident_id"] for one in await items(ask, "/api/incidents?country=UA")]
    features = (await ask.get("/feeds/incidents.geojson?country=UA")).json()["features"]
    rows = list(csv.DictReader(io.StringIO((await ask.get("/export/incidents.csv?country=UA")).text)))
    assert [one["id"] for one in features] == [row["event_id_cnty"] for row in rows] == listed


async def test_a_long_sheet_has_one_header() -> None:
    many = viewing.service([strike("UA-63", "2024-05-06", id=f"n{number}") for number in range(450)])
    async with many.client() as client:
        rows = list(csv.DictReader(io.StringIO((await client.get("/export/incidents.csv")).text)))
    assert sorted(row["event_id_cnty"] for row in rows) == sorted(f"n{number}" for number in range(450))


async def test_an_alert_is_a_cap_message_in_the_feed_and_by_itself(ask: httpx.AsyncClient) -> None:
    cap = "{urn:oasis:names:tc:emergency:cap:1.2}"
    feed = ET.fromstring((await ask.get("/feeds/alerts.atom")).text)  # noqa: S314  # our own
    inside = [one.findtext(f"{cap}identifier") for one in feed.iter(f"{cap}alert")]
    live = await items(ask, "/api/alerts")
    assert inside == [one["identifier"] for one in live]
    alone = await ask.get(f"/feeds/alerts/{live[0]['fingerprint']}.cap")
    assert alone.headers["Content-Type"] == "application/cap+xml"
    assert ET.fromstring(alone.text).findtext(f"{cap}identifier") == inside[0]  # noqa: S314  # our own


# Articles


async def test_an_article_is_handed_on_once_the_token_is_given() -> None:
    service = viewing.service(serve_token=viewing.TOKEN)
    content = {"text": "Kharkiv was struck.", "source": "A paper", "published_at": "2025-06-06", "unknown": 1}
    async with service.client() as client:
        refused = await client.post("/api/articles", json=content)
        taken = await client.post(
            "/api/articles", json=content, headers={"Authorization": f"Bearer {viewing.TOKEN}"}
        )
    assert refused.status_code == 401
    assert refused.headers["WWW-Authenticate"] == "Bearer"
    assert taken.status_code == 202
    (article,) = service.published
    assert taken.json() == {"article_id": article.article_id}
    assert (article.source, str(article.published_at)) == ("A paper", "2025-06-06")


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"{}", "application/json", 422),
        (b"[]", "application/json", 422),
        (b"{", "application/json", 422),
        (b"\xff", "application/json", 422),
        (b'{"text": " "}', "application/json", 422),
        (b'{"text": "x", "published_at": 5}', "application/json", 422),
        (b'{"text": "x"}', "text/plain", 415),
        (b'{"text": "' + b"x" * 3000 + b'"}', "application/json", 413),
    ],
)
async def test_what_is_no_article_is_refused(body: bytes, kind: str, status: int) -> None:
    service = viewing.service(serve_token=viewing.TOKEN, max_article_bytes=2000)
    headers = {"Authorization": f"Bearer {viewing.TOKEN}", "Content-Type": kind}

    async def in_parts() -> AsyncIterator[bytes]:
        for start in range(0, len(body), 500):
            yield body[start : start + 500]

    async with service.client() as client:
        assert (await client.post("/api/articles", content=body, headers=headers)).status_code == status
        assert (await client.post("/api/articles", content=in_parts(), headers=headers)).status_code == status
    assert service.published == []


async def test_an_article_that_never_comes_to_its_end_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intake, "READ_SECONDS", 0.05)
    service = viewing.service(serve_token=viewing.TOKEN)
    headers = {"Authorization": f"Bearer {viewing.TOKEN}", "Content-Type": "application/json"}

    async def dribbling() -> AsyncIterator[bytes]:
        yield b'{"text": "'
        await asyncio.Event().wait()

    async with service.client() as client:
        answer = await client.post("/api/articles", content=dribbling(), headers=headers)
    assert answer.status_code == 408
    assert service.published == []


async def test_more_articles_than_a_minute_may_have_are_told_to_wait() -> None:
    service = viewing.service(serve_token=viewing.TOKEN, serve_articles_per_minute=2)
    headers = {"Authorization": f"Bearer {viewing.TOKEN}"}
    async with service.client() as client:
        answers = [
            await client.post("/api/articles", json={"text": f"{number}"}, headers=headers)
            for number in range(3)
        ]
    assert [one.status_code for one in answers] == [202, 202, 429]
    assert 1 <= int(answers[-1].headers["Retry-After"]) <= 31
    assert len(service.published) == 2


async def test_headers_of_an_article_that_are_too_long_are_refused_before_it_is_read() -> None:
    service = viewing.service(serve_token=viewing.TOKEN)
    headers = {"Authorization": f"Bearer {viewing.TOKEN}", "X-Long": "x" * (17 << 10)}
    async with service.client() as client:
        answer = await client.post("/api/articles", json={"text": "x"}, headers=headers)
    assert answer.status_code == 431
    assert service.published == []


async def test_where_no_token_is_set_nobody_hands_in_anything(
    service: Service, ask: httpx.AsyncClient
) -> None:
    answer = await ask.post("/api/articles", json={"text": "x"}, headers={"Authorization": "Bearer "})
    assert answer.status_code == 403
    assert "STRIKEWATCH_SERVE_TOKEN" in answer.json()["detail"]
    assert service.published == []


async def test_a_broker_that_takes_nothing_is_said_to() -> None:
    service = viewing.service(serve_token=viewing.TOKEN)
    service.broken = True
    async with service.client() as client:
        answer = await client.post(
            "/api/articles", json={"text": "x"}, headers={"Authorization": f"Bearer {viewing.TOKEN}"}
        )
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")


# Metrics and files


async def test_no_address_becomes_a_label(service: Service, ask: httpx.AsyncClient) -> None:
    for address in ("/api/incidents/one", "/api/incidents/two", "/x/1", "/x/2", "/static/a", "/static/b"):
        await ask.get(address)
    await ask.request("BREW", "/api/incidents")
    routes, methods = set(), set()
    for family in service.view.measures.registry.collect():
        for sample in family.samples:
            routes |= {sample.labels["route"]} if "route" in sample.labels else set()
            methods |= {sample.labels["method"]} if "method" in sample.labels else set()
    assert routes <= {"/api/incidents/{incident_id}", "/api/incidents", "/static/{name:path}", "none"}
    assert methods == {"GET", "other"}


async def test_the_page_names_its_files_by_their_content_and_they_are_kept(ask: httpx.AsyncClient) -> None:
    page = await ask.get("/")
    assert page.headers["Cache-Control"] == "no-cache"
    assert page.headers["Content-Type"] == "text/html; charset=utf-8"
    head = await ask.head("/")
    assert (head.status_code, head.content) == (200, b"")
