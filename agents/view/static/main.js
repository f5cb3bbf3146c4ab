// The page: asks the service for what the state says, draws it, and follows the stream.

import { AlertFeed } from "./alerts.js";
import { ask, askAll, listen } from "./api.js";
import { drawCountries } from "./countries.js";
import { byId, el } from "./dom.js";
import { Drill } from "./drill.js";
import { MEASURES, moment, WINDOWS } from "./figures.js";
import { Freshness } from "./freshness.js";
import { MapView } from "./map.js";
import { change, onChange, readAddress, state } from "./state.js";
import { RegionTable } from "./table.js";
import { TimeSlider } from "./time.js";
import { drawWeapons } from "./weapons.js";

const CALM_MS = 350;  // a burst of changes is one question
const AGAIN_MS = 2000;  // questions are never closer than this while changes keep coming

const drill = new Drill(() => ({ window: state.window, at: shown.at, country: state.country }));
const open = (asked) => drill.open(asked);
const map = new MapView(open);
const table = new RegionTable(open);
const feed = new AlertFeed(open);
const freshness = new Freshness();
const slider = new TimeSlider((at) => change({ at }));
const shown = { at: null, rows: [], incidents: [], timeline: null };
let asking = null;

const isCountry = (row) => row.region === row.country;

async function refresh() {
  asking?.abort();
  const mine = new AbortController();
  asking = mine;
  try {
    const status = await ask("/api/status", {}, mine.signal);
    const at = state.at || status.as_of;
    const within = { window: state.window, at };
    const [rows, incidents, timeline] = status.as_of
      ? await Promise.all([
        askAll("/api/regions", within, mine.signal),
        askAll("/api/incidents", { ...within, country: state.country }, mine.signal),
        ask("/api/timeline", { days: 30, bucket: "day" }, mine.signal),
      ]) : [[], [], null];
    if (mine.signal.aborted) return;
    Object.assign(shown, { at, end: status.as_of, rows, incidents, timeline });
    byId("notice").hidden = true;
    draw();
  } catch (error) {
    if (mine.signal.aborted) return;
    byId("notice").hidden = false;
    byId("notice").textContent = `Could not be fetched, trying again: ${error.message}`;
    later(AGAIN_MS);
  }
}

function draw() {
  const { rows, incidents, timeline, end, at } = shown;
  const mine = rows.filter((row) => state.country === "" || row.country === state.country);
  const countries = mine.filter(isCountry);
  const regions = mine.filter((row) => !isCountry(row));
  const when = at ? `${WINDOWS[state.window]} up to ${moment(at)}` : "no data yet";
  map.draw(new Map(mine.map((row) => [row.region, row])), incidents, state.measure);
  table.draw(regions, when);
  drawCountries(countries, open);
  drawWeapons(countries, open);
  if (timeline) slider.draw({ end, at: state.at, window: state.window, measure: state.measure, timeline, country: state.country });
  else byId("until").textContent = "no data yet";
  countryChoice(rows, timeline);
  outside(regions);
  document.body.dataset.drawn = `${state.window}|${at}|${state.measure}|${state.country}`;
}

/** Regions that are on no shape of this map are said to be in the table. */
function outside(regions) {
  const count = map.shapes ? regions.filter((row) => !map.shapes.has(row.region)).length : 0;
  byId("outside").textContent = count ? `${count} of ${regions.length} not on this map` : "";
}

function countryChoice(rows, timeline) {
  const names = new Map(rows.filter(isCountry).map((row) => [row.region, row.region_name]));
  for (const area of timeline?.areas ?? []) if (!names.has(area.country)) names.set(area.country, map.nameOf(area.country));
  if (state.country && !names.has(state.country)) names.set(state.country, map.nameOf(state.country));
  const options = [...names].sort(([, one], [, other]) => one.localeCompare(other, "en"));
  const select = byId("country");
  select.replaceChildren(el("option", { value: "" }, "All"), ...options.map(([code, name]) => el("option", { value: code }, name)));
  select.value = state.country;
}

let waiting = null;
let last = 0;

/** Ask again soon: once for many changes, and not too often. */
function later(calm = CALM_MS) {
  if (waiting !== null) return;
  waiting = setTimeout(() => { waiting = null; last = performance.now(); refresh(); }, Math.max(calm, last + AGAIN_MS - performance.now()));
}

async function alerts() {
  const page = await ask("/api/alerts", { state: "any", limit: 300 });
  feed.replace(page.items);
}

function radios(id, name, choices, spoken = {}) {
  byId(id).append(...choices.map(([value, words]) => el("label", {},
    el("input", { type: "radio", name, value, "aria-label": spoken[value], checked: state[name] === value, onchange: () => change({ [name]: value }) }), el("span", {}, words))));
}

function controls() {
  radios("windows", "window", [["1h", "1 h"], ["6h", "6 h"], ["24h", "24 h"], ["7d", "7 d"], ["30d", "30 d"], ["365d", "1 y"]], WINDOWS);
  radios("measures", "measure", Object.entries(MEASURES).map(([value, { name }]) => [value, name]));
  byId("controls").addEventListener("submit", (event) => event.preventDefault());
  byId("country").addEventListener("change", (event) => change({ country: event.target.value }));
  byId("severity").addEventListener("change", (event) => change({ severity: event.target.value }));
  const theme = byId("theme");
  const dark = () => (document.documentElement.dataset.theme ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";
  theme.setAttribute("aria-pressed", dark());
  theme.addEventListener("click", () => {
    const next = dark() ? "light" : "dark";
    document.documentElement.dataset.theme = next;
    theme.setAttribute("aria-pressed", next === "dark");
    try { localStorage.setItem("strikewatch-theme", next); } catch { /* forbidden: it holds until the page is left */ }
  });
}

async function chooseMap() {
  const maps = await ask("/static/maps/maps.json");
  const slug = maps.some((one) => one.slug === state.map) ? state.map : maps[0].slug;
  byId("map-pick").hidden = maps.length < 2;
  byId("map-choice").replaceChildren(...maps.map((one) => el("option", { value: one.slug, selected: one.slug === slug }, one.name)));
  byId("map-choice").addEventListener("change", (event) => change({ map: event.target.value }));
  await map.load(slug);
  draw();
}

onChange((names) => {
  if (names.includes("map")) map.load(state.map).then(draw);
  feed.show(state);
  if (names.some((name) => ["window", "at", "country"].includes(name))) refresh();
  else if (shown.at) draw();
});

readAddress();
controls();
feed.show(state);
chooseMap();
listen({
  status: (status) => freshness.take(status),
  alert: (item) => feed.take(item),
  tables: () => later(),
  reset: () => { refresh(); alerts(); },
  lost: () => freshness.lost(),
});
refresh();
alerts();
