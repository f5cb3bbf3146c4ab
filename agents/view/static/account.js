// One strike opened: every figure with the claims in force, those that no longer count and why, and the reports.

import { el, link, said } from "./dom.js";
import { figure, fieldName, moment, period, placeName, spread, weapons } from "./figures.js";

/** The whole account; figures for which `first(field)` holds come first. */
export function accountOf(account, first) {
  const { incident } = account;
  const figures = [...account.figures].sort((one, other) => Number(first(other.field)) - Number(first(one.field)));
  return el("div", { class: "account" },
    incident.merged_into && el("p", { class: "notice" }, `This entry was merged into ${incident.merged_into}.`),
    incident.retracted && el("p", { class: "notice" }, "This entry was withdrawn: no report is left that tells of it."),
    facts(incident, account),
    figures.length ? figures.map(figureSection) : el("p", { class: "none" }, "No figures are stated."),
    reports(account),
    history(account.history));
}

function facts(incident, account) {
  const lines = [
    ["Place", [said(placeName(incident.place)), roughly(incident.place)]],
    ["Time", [period(incident.period), account.counted_at ? ` (counted at ${moment(account.counted_at)})` : " (in no window)"]],
    ["By", [incident.attacker ?? "not stated"]],
    ["With", [said(weapons(incident.weapons))]],
    ["Hit", [incident.targets.join(", ") || "not stated", `; ${incident.outcome.replaceAll("_", " ")}`]],
    ["Grade", [`${incident.grade}: ${incident.grade_reasons.join(", ") || "one source"}`]],
  ];
  return el("dl", { class: "facts" }, lines.map(([name, value]) => el("div", {}, el("dt", {}, name), el("dd", {}, value))));
}

const ROUGHLY = { 3: " (somewhere in the district)", 4: " (somewhere in the region)", 5: " (along a line or feature)", 6: " (somewhere in the country)", 7: " (at sea or in the air)" };
const roughly = (place) => ROUGHLY[place.precision] ?? "";

function figureSection({ field, figure: now, live, superseded }) {
  return el("section", { class: "figure", "data-field": field },
    el("h3", {}, `${fieldName(field)}: `, el("span", { class: "value" }, spread(now))),
    live.length > 0 && el("p", { class: "label" }, "In force"),
    live.length > 0 && el("ul", { class: "claims live" }, live.map((entry) => el("li", {}, claim(entry)))),
    superseded.length > 0 && el("p", { class: "label" }, "No longer counted"),
    superseded.length > 0 && el("ul", { class: "claims superseded" }, superseded.map(({ claim: entry, because }) =>
      el("li", {}, claim(entry), el("p", { class: "because" }, because ? `Rule ${entry.rule}: ${because}` : `Rule ${entry.rule}`)))));
}

function claim(entry) {
  const total = entry.applied ? `, which makes ${figure(entry.applied)}` : "";
  const speaker = entry.speaker ? [said(entry.speaker), `, ${entry.role.replaceAll("_", " ")}`] : ["no speaker named"];
  return [
    el("p", {}, el("strong", {}, said(figure(entry.figure))), total),
    entry.quote && el("blockquote", {}, said(entry.quote)),
    el("p", { class: "small" }, said(entry.source ?? "source not named"), " · ", speaker, entry.as_of ? ` · as of ${moment(entry.as_of)}` : ""),
  ];
}

function reports({ reports: all, reports_gone: gone }) {
  return el("details", { class: "more" }, el("summary", {}, `Reports: ${all.length + gone}`),
    el("ul", { class: "reports" }, all.map((report) => el("li", {},
      link(report.url, said(report.title || report.source || report.report_id)),
      el("p", { class: "small" }, said(report.source ?? "source not named"), ` · ${report.published_at ? moment(report.published_at) : "date not given"} · ${report.language ?? ""}`)))),
    gone > 0 && el("p", { class: "small" }, `${gone} more are no longer kept.`));
}

function history(steps) {
  if (steps.length < 2) return null;
  return el("details", { class: "more" }, el("summary", {}, "What was known when"),
    el("ol", { class: "history" }, steps.map((step) => el("li", {},
      el("strong", {}, moment(step.known_at)), ` killed ${spread(step.casualties.killed)}, injured ${spread(step.casualties.injured)}; ${step.grade}`,
      step.change_reason && el("p", { class: "small" }, said(step.change_reason))))));
}
