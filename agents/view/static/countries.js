// What is known of each country: the sum of its strikes, and beside it what was stated otherwise.

import { byId, el, said } from "./dom.js";
import { intercepted, launched, NOTHING, number, spread, told } from "./figures.js";
import { numeral } from "./table.js";

export function drawCountries(rows, open) {
  const cards = [...rows].sort((one, other) => other.incidents - one.incidents || (one.region_name < other.region_name ? -1 : 1));
  byId("countries").replaceChildren(...(cards.length ? cards.map((row) => card(row, open)) : [el("p", { class: "none" }, "No strikes are known in this window.")]));
}

function card(row, open) {
  const figures = [
    ["strikes", row.incidents, number(row.incidents), "incidents", "newest"],
    ["killed", row.killed.best, spread(row.killed), "killed", "killed"],
    ["injured", row.injured.best, spread(row.injured), "injured", "killed"],
    ["launched", launched(row), told(launched(row)), "launched", "newest"],
    ["shot down", intercepted(row), told(intercepted(row)), "intercepted", "newest"],
  ].map(([words, value, text, field, sort]) => el("div", {}, el("dt", {}, words), el("dd", {}, numeral(value, text, {
    "aria-label": `${row.region_name}, ${words}: ${text}. Open`,
    onclick: () => open({ area: row.region, name: row.region_name, field, sort }),
  }))));
  return el("article", { class: "country" }, el("h3", {}, said(row.region_name)), el("dl", { class: "figures" }, figures),
    beside(row, "stated_total", "summary", "Stated for the whole", open), beside(row, "unallocated", "unallocated", "Not matched to one strike", open));
}

/** What summary and coarse reports say: never added to the sum. */
function beside(row, group, scope, words, open) {
  const tally = row[group];
  if (!tally.reports) return null;
  const total = (counts) => Object.values(counts).reduce((sum, count) => sum + count, 0);
  const parts = [
    tally.killed && `${spread(tally.killed)} killed`, tally.injured && `${spread(tally.injured)} injured`,
    total(tally.launched) > 0 && `${number(total(tally.launched))} launched`,
    total(tally.intercepted) > 0 && `${number(total(tally.intercepted))} shot down`,
  ].filter(Boolean);
  const text = parts.join(", ") || NOTHING;
  return el("p", { class: "beside" }, `${words}: `, el("button", {
    type: "button", class: "number", "aria-haspopup": "dialog", "aria-label": `${row.region_name}, ${words.toLowerCase()}: ${text}. Open`,
    onclick: () => open({ area: row.region, name: `${row.region_name}: ${words.toLowerCase()}`, scope }),
  }, text));
}
