// The region table: sortable, every number opens what is behind it.

import { byId, el, said } from "./dom.js";
import { intercepted, launched, NOTHING, number, spread, told } from "./figures.js";

const COLUMNS = [
  { key: "region", name: "Region", of: (row) => row.region_name },
  { key: "incidents", name: "Strikes", of: (row) => row.incidents, text: (row) => number(row.incidents), sort: "newest" },
  { key: "killed", name: "Killed", of: (row) => row.killed.best, text: (row) => spread(row.killed), sort: "killed" },
  { key: "injured", name: "Injured", of: (row) => row.injured.best, text: (row) => spread(row.injured), sort: "killed" },
  { key: "launched", name: "Launched", of: launched, text: (row) => told(launched(row)), sort: "newest" },
  { key: "intercepted", name: "Shot down", of: intercepted, text: (row) => told(intercepted(row)), sort: "newest" },
];

export class RegionTable {
  constructor(open) {
    this.open = open;
    this.rows = [];
    this.by = { key: "incidents", down: true };
    this.body = el("tbody");
    this.caption = el("caption", { class: "unseen" });
    this.heads = COLUMNS.map((column) => el("th", { scope: "col" },
      el("button", { type: "button", onclick: () => this.sortBy(column.key) }, column.name, el("span", { class: "arrow", "aria-hidden": "true" }))));
    byId("table").append(this.caption, el("thead", {}, el("tr", {}, this.heads)), this.body);
  }

  sortBy(key) {
    this.by = { key, down: this.by.key === key ? !this.by.down : key !== "region" };
    this.draw(this.rows, this.when);
  }

  draw(rows, when) {
    Object.assign(this, { rows, when });
    const { of } = COLUMNS.find((column) => column.key === this.by.key);
    const turn = this.by.down ? -1 : 1;
    const compared = (one, other) => {
      const [a, b] = [of(one), of(other)];
      const order = typeof a === "string" ? a.localeCompare(b, "en") : a - b;
      return turn * order || one.region_name.localeCompare(other.region_name, "en");
    };
    this.caption.textContent = `Regions, ${when}. Press a heading to sort, a number for what is behind it.`;
    this.heads.forEach((head, index) => {
      const mine = COLUMNS[index].key === this.by.key;
      head.setAttribute("aria-sort", mine ? (this.by.down ? "descending" : "ascending") : "none");
    });
    const focused = document.activeElement?.closest?.("#table tbody") ? document.activeElement.dataset.cell : null;
    this.body.replaceChildren(...[...rows].sort(compared).map((row) => this.row(row)));
    if (rows.length === 0) this.body.append(el("tr", {}, el("td", { colspan: COLUMNS.length, class: "none" }, "No strikes are known in this window. Choose a longer one, or an earlier end.")));
    if (focused) this.body.querySelector(`[data-cell="${CSS.escape(focused)}"]`)?.focus();
  }

  row(row) {
    const cells = COLUMNS.slice(1).map((column) => el("td", {}, numeral(column.of(row), column.text(row), {
      "data-cell": `${row.region}|${column.key}`,
      "aria-label": `${row.region_name}, ${column.name.toLowerCase()}: ${column.text(row)}. Open`,
      onclick: () => this.open({ area: row.region, name: row.region_name, field: column.key, sort: column.sort }),
    })));
    const name = el("th", { scope: "row" }, said(row.region_name), " ", el("span", { class: "code" }, row.country));
    return el("tr", { "data-region": row.region }, name, cells);
  }
}

/** A number that opens something; nothing is plain. */
export function numeral(value, text, attributes) {
  if (!value && (text === "0" || text === NOTHING)) return el("span", { class: "nought" }, text);
  return el("button", { type: "button", class: "number", "aria-haspopup": "dialog", ...attributes }, text);
}
