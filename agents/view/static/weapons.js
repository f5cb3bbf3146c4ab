// Launched against shot down, by class of weapon.

import { byId, el, svg } from "./dom.js";
import { NOTHING as NONE, number, WEAPONS } from "./figures.js";
import { numeral } from "./table.js";

const NOTHING = { incidents: 0, launched: 0, intercepted: 0, rated_launched: 0, rated: 0 };

/** The tallies of several countries' rows, summed by class: `[class, tally]` in the order of WEAPONS. */
export function summed(rows) {
  const classes = new Map();
  for (const row of rows) {
    for (const [name, tally] of Object.entries(row.by_weapon_class)) {
      const sum = classes.get(name) ?? { ...NOTHING };
      for (const key of ["incidents", "launched", "intercepted", "rated_launched"]) sum[key] += tally[key];
      sum.rated += (tally.interception_rate ?? 0) * tally.rated_launched;
      classes.set(name, sum);
    }
  }
  return inOrder(classes);
}

/** What summary reports state (overnight sums of a country): a thing apart from the strikes, and never added to them. */
export function statedSums(rows) {
  const classes = new Map();
  for (const { stated_total: stated } of rows) {
    for (const key of ["launched", "intercepted"]) {
      for (const [name, count] of Object.entries(stated[key])) {
        const sum = classes.get(name) ?? { ...NOTHING };
        sum[key] += count;
        classes.set(name, sum);
      }
    }
  }
  return inOrder(classes);
}

const inOrder = (classes) => Object.keys(WEAPONS).filter((name) => classes.has(name)).map((name) => [name, classes.get(name)]);

export function drawWeapons(rows, open) {
  const [strikes, sums] = [summed(rows), statedSums(rows)];
  const parts = [];
  if (strikes.length) parts.push(section("Told of single strikes", strikes, undefined, open));
  if (sums.length) parts.push(section("Told of a whole country, such as a night's sum", sums, "summary", open));
  byId("weapons").replaceChildren(...(parts.length ? parts : [el("p", { class: "none" }, "No weapons are stated in this window.")]));
}

function section(title, classes, scope, open) {
  const most = Math.max(1, ...classes.map(([, tally]) => Math.max(tally.launched, tally.intercepted)));
  return el("section", { class: "told" }, el("h3", { class: "small" }, title),
    classes.map(([name, tally]) => group(name, tally, most, (asked) => open({ ...asked, scope }))));
}

function group(name, tally, most, open) {
  const strikes = numeral(tally.incidents, number(tally.incidents), {
    "aria-label": `${WEAPONS[name]}, strikes: ${number(tally.incidents)}. Open`,
    onclick: () => open({ weapon: name, name: WEAPONS[name], field: "incidents" }),
  });
  const rate = tally.rated_launched > 0
    && `${Math.round((100 * tally.rated) / tally.rated_launched)} % shot down of ${number(tally.rated_launched)} where both are stated`;
  const counted = tally.launched > 0 || tally.intercepted > 0;
  return el("div", { class: "weapon" },
    el("h4", {}, WEAPONS[name], tally.incidents > 0 && el("span", { class: "small" }, " in ", strikes, tally.incidents === 1 ? "strike" : "strikes", !counted && ", no numbers stated")),
    counted && bar("launched", "launched", name, tally, most, open),
    counted && bar("intercepted", "shot down", name, tally, most, open),
    rate && el("p", { class: "small" }, rate));
}

function bar(field, words, name, tally, most, open) {
  const value = tally[field];
  return el("div", { class: "line" },
    el("span", { class: "words" }, words),
    svg("svg", { class: "rate", viewBox: "0 0 100 10", preserveAspectRatio: "none", "aria-hidden": "true" },
      svg("rect", { class: "ground", width: 100, height: 10 }),
      svg("rect", { class: field, width: (100 * value) / most, height: 10 })),
    numeral(value, value ? number(value) : NONE, {
      "aria-label": `${WEAPONS[name]}, ${words}: ${number(value)}. Open`,
      onclick: () => open({ weapon: name, name: `${WEAPONS[name]} ${words}`, field: `weapons.${name}.${field}` }),
    }));
}
