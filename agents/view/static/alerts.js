// The alert feed: what is live and what was cancelled, the latest first; new ones come in as they are raised.

import { byId, el, said } from "./dom.js";
import { moment } from "./figures.js";

const LEVELS = ["minor", "moderate", "severe", "extreme"];
const SHOWN = 60;
const HELD = 400;

export class AlertFeed {
  constructor(open) {
    this.open = open;
    this.held = new Map();
    this.fresh = new Set();
    this.filter = { country: "", severity: "minor" };
    byId("severity").replaceChildren(...LEVELS.map((level) => el("option", { value: level }, `${level} on`)));
  }

  /** All alerts anew. */
  replace(items) {
    this.held = new Map(items.map((item) => [item.fingerprint, item]));
    this.draw();
  }

  /** One that came in: it takes the place of the one before under its fingerprint. */
  take(item) {
    const known = this.held.get(item.fingerprint);
    if (item.gone) this.held.delete(item.fingerprint);
    else if (known?.identifier !== item.identifier) {
      this.held.set(item.fingerprint, item);
      this.fresh.add(item.fingerprint);
      if (this.wanted(item)) byId("spoken").replaceChildren(`${item.state === "cancelled" ? "Cancelled" : "Alert"}, ${item.severity}: `, said(item.headline));
    }
    const late = this.sorted().slice(HELD);
    for (const one of late) this.held.delete(one.fingerprint);
    this.draw();
  }

  show(filter) {
    this.filter = filter;
    byId("severity").value = filter.severity;
    this.draw();
  }

  wanted(item) {
    const { country, severity } = this.filter;
    return LEVELS.indexOf(item.severity) >= LEVELS.indexOf(severity)
      && (country === "" || item.area.region.split("-")[0] === country);
  }

  sorted() {
    return [...this.held.values()].sort((one, other) => Date.parse(other.sent) - Date.parse(one.sent) || (one.fingerprint < other.fingerprint ? -1 : 1));
  }

  draw() {
    const list = byId("alerts");
    const focused = document.activeElement?.closest?.("#alerts li")?.dataset.fingerprint;
    const items = this.sorted().filter((item) => this.wanted(item)).slice(0, SHOWN);
    list.replaceChildren(...items.map((item) => this.entry(item)));
    if (items.length === 0) list.append(el("li", { class: "none" }, "No alerts."));
    if (focused) list.querySelector(`[data-fingerprint="${CSS.escape(focused)}"] button`)?.focus();
  }

  entry(item) {
    const cancelled = item.state === "cancelled";
    const fresh = this.fresh.has(item.fingerprint);
    return el("li", { class: `alert ${item.severity}${cancelled ? " cancelled" : ""}${fresh ? " fresh" : ""}`, "data-fingerprint": item.fingerprint },
      el("p", { class: "small" }, badge(item.severity), cancelled && el("span", { class: "badge off" }, "cancelled"),
        fresh && el("span", { class: "badge new" }, "new"), el("time", { datetime: item.sent }, moment(item.sent))),
      el("button", { type: "button", class: "headline", "aria-haspopup": "dialog", onclick: () => this.open({ alert: item }) }, said(item.headline)));
  }
}

/** How severe, in a word and by the number of marks, never by colour alone. */
export function badge(severity) {
  const level = LEVELS.indexOf(severity);
  return el("span", { class: `badge ${severity}` }, el("span", { "aria-hidden": "true" }, "▲".repeat(level + 1)), ` ${severity}`);
}
