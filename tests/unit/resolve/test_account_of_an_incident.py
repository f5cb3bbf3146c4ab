"""Why an incident says what it says, what was known when, and how the places compare with stated totals."""

from __future__ import annotations

import datetime as dt

from reports import said, told

from strikewatch.agents.resolve import Policy, history, reconcile, resolve, why

POLICY = Policy.from_seeds()
REPORTS = [
    told(
        "Izium", "2024-05-02", published="2024-05-02T08:00Z", weapon="drone", launched=3, killed=1, by="mayor"
    ),
    told("Izium", "2024-05-02", published="2024-05-02T12:00Z", weapon="drone", killed=2, by="rescue"),
    told(
        "Izium",
        "2024-05-02",
        published="2024-05-03T09:00Z",
        killed=2,
        by="rescue",
        claims=(said("mayor", killed=3),),
    ),
]


def test_every_figure_opens_to_its_claims_and_rules() -> None:
    (incident,) = resolve(REPORTS, POLICY)
    killed, launched = why(incident)
    assert [(entry.role, entry.figure.value) for entry in killed.live] == [("rescue", 2), ("mayor", 3)]
    assert [(entry.figure.value, sentence) for entry, sentence in killed.superseded][-1] == (
        1,
        "low and high span the claims in force; best is the newest of the best placed",
    )
    assert (launched.field, launched.figure and launched.figure.best) == ("weapons.drone.launched", 3)


def test_history_shows_what_was_known_at_an_hour() -> None:
    (incident,) = resolve(REPORTS, POLICY)
    states = history(incident, REPORTS, POLICY)
    assert [one.casualties.killed and one.casualties.killed.best for one in states] == [1, 2, 2]
    assert states[-1] == incident
    noon = history(incident, REPORTS, POLICY, at=dt.datetime(2024, 5, 2, 11, tzinfo=dt.UTC))
    assert [one.revision for one in noon] == [1]


def test_the_last_change_is_when_the_figures_last_changed() -> None:
    (incident,) = resolve(REPORTS, POLICY)
    assert incident.last_changed == dt.datetime(2024, 5, 3, 9, tzinfo=dt.UTC)
    assert incident.change_reason == "killed 2 -> 2 (2..3) (Slobid News)"
    (two,) = resolve(REPORTS[:2], POLICY)
    assert two.last_changed == dt.datetime(2024, 5, 2, 12, tzinfo=dt.UTC)


def test_stated_totals_stand_beside_the_sum_of_places() -> None:
    night = "2024-05-02 night"
    incidents = resolve(
        [
            told(
                "Ukraine",
                night,
                level="country",
                region="UA",
                published="2024-05-02T06:00Z",
                weapon="drone",
                launched=98,
            ),
            told(
                "Ukraine",
                night,
                level="country",
                region="UA",
                published="2024-05-02T07:00Z",
                killed=8,
                article="x",
            ),
            told("Izium", night, published="2024-05-02T06:00Z", weapon="drone", launched=9, killed=5),
            told(
                "Odesa",
                night,
                published="2024-05-02T06:00Z",
                region="UA-51",
                weapon="drone",
                launched=10,
                killed=3,
            ),
        ],
        POLICY,
    )
    lines = {line.quantity: line for line in reconcile(incidents, "UA", dt.date(2024, 5, 2))}
    assert lines["drone.launched"].difference == 79
    assert lines["drone.launched"].finding == "79 are stated for the country and told of in no place"
    assert lines["killed"].finding == "the places come to the stated total"
    assert reconcile(incidents, "UA", dt.date(2024, 5, 4)) == ()
