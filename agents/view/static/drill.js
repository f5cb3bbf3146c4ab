// What is behind a number: the strikes that it counts, and each of them opened to its sources.

import { ask, askAll } from "./api.js";
import { accountOf } from "./account.js";
import { badge } from "./alerts.js";
import { byId, el, said } from "./dom.js";
import { moment, period, placeName, spread, weapons, WINDOWS } from "./figures.js";

const OPENED_AT_ONCE = 3;
const FIELDS = {
  killed: (field) => field === "casualties.killed",
  injured: (field) => field === "casualties.injured",
  launched: (field) => field.endsWith(".launched"),
  intercepted: (field) => field.endsWith(".intercepted"),
};

export class Drill {
  /** `context()` gives window, at and country as they are shown now. */
  constructor(context) {
    this.context = context;
    this.dialog = byId("drill");
    this.trail = [];
    byId("drill-close").addEventListener("click", () => this.dialog.close());
    byId("drill-back").addEventListener("click", () => { this.trail.pop(); this.show(this.trail.at(-1)); });
    this.dialog.addEventListener("click", (event) => { if (event.target === this.dialog) this.dialog.close(); });
    this.dialog.addEventListener("close", () => { this.trail = []; this.asking?.abort(); });
  }

  /** Open a number: `{name, area | weapon | incidents | alert | incident, field, scope, sort}`. */
  open(asked) {
    const { window, at, country } = this.context();
    this.trail.push({ window, at, country, ...asked });
    this.show(this.trail.at(-1));
  }

  async show(asked) {
    byId("drill-back").hidden = this.trail.length < 2;
    byId("drill-title").replaceChildren(...title(asked));
    const body = byId("drill-body");
    body.replaceChildren(el("p", { class: "none", role: "status" }, "Loading"));
    if (!this.dialog.open) this.dialog.showModal();
    byId("drill-title").focus();
    body.scrollTop = 0;
    this.asking?.abort();
    const asking = new AbortController();
    this.asking = asking;
    try {
      const parts = await this.parts(asked, asking.signal);
      if (!asking.signal.aborted) body.replaceChildren(...parts);
    } catch (error) {
      if (!asking.signal.aborted) body.replaceChildren(el("p", { class: "notice", role: "alert" }, `Could not be fetched: ${error.message}`));
    }
  }

  async parts(asked, signal) {
    if (asked.alert) return this.alertParts(asked.alert);
    if (asked.incident) return [accountOf(await ask(`/api/incidents/${encodeURIComponent(asked.incident)}`, {}, signal), () => false)];
    const incidents = asked.incidents ?? await askAll("/api/incidents", query(asked), signal);
    const within = `${moment(asked.at)}, ${WINDOWS[asked.window]} back`;
    const states = incidents.filter((incident) => stated(incident, asked.field));
    const others = incidents.filter((incident) => !stated(incident, asked.field));
    const shown = [el("p", { class: "small" }, `${incidents.length} ${incidents.length === 1 ? "entry" : "entries"} up to ${within}. Press one for its sources.`)];
    if (incidents.length === 0) shown.push(el("p", { class: "none" }, asked.field ? "Nothing is known behind this number any more: it has been corrected since." : "No strikes are known here in this window."));
    shown.push(this.list(states, asked, states.length <= OPENED_AT_ONCE));
    if (others.length) shown.push(el("h3", {}, states.length ? "Without that figure" : "None states that figure"), this.list(others, asked, states.length === 0 && others.length === 1));
    return shown;
  }

  list(incidents, asked, opened) {
    return el("ul", { class: "incidents" }, incidents.map((incident) => el("li", {}, this.entry(incident, asked, opened))));
  }

  entry(incident, asked, opened) {
    const place = el("div");
    const first = FIELDS[asked.field] ?? ((field) => field === asked.field);
    let loaded = false;
    const load = async () => {
      if (loaded) return;
      loaded = true;
      place.replaceChildren(el("p", { class: "none" }, "Loading"));
      try {
        place.replaceChildren(accountOf(await ask(`/api/incidents/${encodeURIComponent(incident.incident_id)}`), first));
      } catch (error) {
        loaded = false;
        place.replaceChildren(el("p", { class: "notice" }, `Could not be fetched: ${error.message}`));
      }
    };
    const details = el("details", { ontoggle: () => details.open && load() }, el("summary", {}, ...headline(incident)), place);
    details.open = opened;
    return details;
  }

  alertParts(alert) {
    const quotes = alert.evidence.map((evidence) => el("blockquote", {}, said(evidence.quote), evidence.source && el("footer", {}, said(evidence.source))));
    const values = Object.entries(alert.values).filter(([, value]) => value !== null).map(([name, value]) =>
      el("div", {}, el("dt", {}, name.replaceAll("_", " ")), el("dd", {}, said(String(value)))));
    return [
      el("p", {}, badge(alert.severity), alert.state === "cancelled" ? " cancelled " : " ", said(alert.area.name), `, ${moment(alert.sent)}`),
      el("p", {}, said(alert.description)),
      el("p", { class: "small" }, `Rule ${alert.rule}; ${alert.certainty.toLowerCase()}; message ${alert.sequence || 1} of this alert.`),
      el("h3", {}, "The values that it rests on"), values.length ? el("dl", { class: "values" }, values) : el("p", { class: "none" }, "None."),
      el("h3", {}, "In the sources' words"), ...(quotes.length ? quotes : [el("p", { class: "none" }, "No quotes.")]),
      el("h3", {}, "Strikes behind it"),
      alert.incident_ids.length
        ? el("ul", { class: "incidents" }, alert.incident_ids.map((id) => el("li", {}, el("button", { type: "button", class: "number", onclick: () => this.open({ incident: id, name: "Strike" }) }, `Open ${id}`))))
        : el("p", { class: "none" }, "None is named."),
    ];
  }
}

function title({ name, field, alert, window }) {
  if (alert) return [said(alert.headline)];
  const words = { incidents: "strikes", killed: "killed", injured: "injured", launched: "launched", intercepted: "shot down" }[field];
  return [said(name), words ? `: ${words}` : "", field && window ? `, ${WINDOWS[window]}` : ""];
}

function query({ area, weapon, country, window, at, scope, sort }) {
  const code = area ?? country;
  const place = !code ? {} : /^[A-Z]{2}$/u.test(code) ? { country: code } : { region: code };
  return { ...place, window, at, weapon, scope, sort: sort === "newest" ? "" : sort };
}

/** Whether a strike states the figure that was asked for; all do where none in particular was. */
function stated(incident, field) {
  if (field === "killed" || field === "injured") return incident.casualties[field] !== null;
  if (field === "launched" || field === "intercepted") return incident.weapons.some((weapon) => weapon[field]);
  if (field?.startsWith("weapons.")) {
    const [, name, metric] = field.split(".");
    return incident.weapons.some((weapon) => weapon.weapon_class === name && weapon[metric]);
  }
  return true;
}

function headline(incident) {
  const { killed, injured } = incident.casualties;
  const toll = [killed && `${spread(killed)} killed`, injured && `${spread(injured)} injured`].filter(Boolean).join(", ") || "no toll stated";
  const sources = `${incident.sources.length} ${incident.sources.length === 1 ? "source" : "independent sources"}`;
  return [
    el("strong", {}, said(placeName(incident.place))), el("span", { class: "when" }, period(incident.period)),
    el("span", { class: "toll" }, toll), el("span", { class: "small" }, weapons(incident.weapons), ` · ${incident.grade}, ${sources}`),
  ];
}

