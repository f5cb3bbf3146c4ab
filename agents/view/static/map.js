// The map: regions shaded by the measure, strikes as marks sized by their toll.

import { ask } from "./api.js";
import { Part, projected } from "./atlas.js";
import { byId, el, roving, svg } from "./dom.js";
import { launched, MEASURES, number, placeName, spread } from "./figures.js";
import { limits, shade } from "./shading.js";

const SPOT = 2;  // UCDP where_prec: up to here the point is the place; beyond, it stands for an area
const DISTRICT = 3;
const SMALLEST = 5;
const ROUGHLY = 7;  // a hollow mark needs more room to be seen
const LARGEST = 28;
const LABELS = 9;
const FULL_SIZE = 620;  // pixels: on a narrower map the marks are smaller

export class MapView {
  constructor(open) {
    this.open = open;
    this.svg = byId("map");
    this.tip = byId("tip");
    this.rows = new Map();
    this.places = [];
    this.layers = { shapes: svg("g"), borders: svg("path", { class: "borders" }), marks: svg("g"), names: svg("g", { class: "names", "aria-hidden": "true" }) };
    this.lands = svg("g", { class: "lands", "aria-hidden": "true" });
    this.svg.append(...Object.values(this.layers));
    this.layers.marks.before(this.lands);
    this.part = new Part(this.svg, () => this.resize());
    byId("zoom-in").addEventListener("click", () => this.part.zoom(1 / 1.4));
    byId("zoom-out").addEventListener("click", () => this.part.zoom(1.4));
    roving(this.layers.shapes, () => [...this.layers.shapes.children]);
    roving(this.layers.marks, () => [...this.layers.marks.children]);
    const frame = byId("frame");  // an svg that listens to focus would be a stop for Tab itself
    for (const name of ["pointerover", "focusin"]) frame.addEventListener(name, (event) => this.tell(event.target));
    for (const name of ["pointerleave", "focusout"]) frame.addEventListener(name, () => { this.tip.hidden = true; });
  }

  /** Fetch and draw a map; resolves once its shapes are there. */
  async load(slug) {
    this.map = await ask(`/static/maps/${slug}.json`);
    this.project = projected(this.map);
    this.shapes = new Map(this.map.shapes.map((shape) => [shape.code, shape]));
    this.layers.shapes.replaceChildren(...this.map.shapes.map((shape) => this.outline(shape)));
    this.layers.borders.setAttribute("d", this.map.borders);
    byId("views").replaceChildren(...this.map.views.map((view) =>
      el("button", { type: "button", class: "plain", onclick: () => this.part.show(view.box) }, view.name)));
    this.part.open(this.map);
    this.draw(this.rows, this.incidents ?? [], this.measure ?? "incidents");
  }

  outline(shape) {
    return svg("path", {
      d: shape.path, "data-code": shape.code, class: "shape", role: "button", tabindex: "-1",
      onclick: () => this.svg.classList.contains("dragged") || this.open({ area: shape.code, name: this.nameOf(shape.code) }),
    });
  }

  nameOf(code) {
    return this.rows.get(code)?.region_name ?? this.shapes.get(code)?.name ?? code;
  }

  /** Show rows (by code) and strikes in terms of a measure. */
  draw(rows, incidents, measure) {
    Object.assign(this, { rows, incidents, measure });
    if (!this.map) return;
    const of = MEASURES[measure].of;
    const shown = this.map.shapes.filter((shape) => rows.has(shape.code));
    this.most = Math.max(0, ...shown.map((shape) => of(rows.get(shape.code))));
    this.lows = limits(this.most);
    for (const path of this.layers.shapes.children) this.shadeOne(path, of);
    const first = this.layers.shapes.querySelector(".has") ?? this.layers.shapes.firstElementChild;
    first?.setAttribute("tabindex", "0");
    this.mark(incidents);
    this.legend();
  }

  shadeOne(path, of) {
    const code = path.dataset.code;
    const row = this.rows.get(code);
    const value = row ? of(row) : 0;
    path.setAttribute("class", `shape shade-${shade(value, this.lows)}${row ? " has" : ""}`);
    path.setAttribute("tabindex", "-1");
    path.setAttribute("aria-label", `${this.nameOf(code)}: ${row ? rowWords(row) : "no strikes"}`);
  }

  mark(incidents) {
    this.places = grouped(incidents, (incident) => this.where(incident));
    const marks = this.places.map((place) => svg("path", {
      class: place.spot ? "mark spot" : "mark area", role: "button", tabindex: "-1", "data-place": place.name,
      "aria-label": `${place.name}${place.spot ? "" : ", place known only roughly"}: ${placeWords(place)}`,
      onclick: () => this.open({ incidents: place.incidents, name: place.name }),
    }));
    marks[0]?.setAttribute("tabindex", "0");
    this.layers.marks.replaceChildren(...marks);
    this.resize();
  }

  /** Where a strike is drawn: `{x, y, spot, key}`; null where it is not on this map. */
  where({ place }) {
    const spot = place.precision <= SPOT;
    if ((spot || place.precision === DISTRICT) && place.latitude !== null) {
      const [x, y] = this.project(place.longitude, place.latitude);
      const [left, top, width, height] = this.map.frame;
      const inside = x >= left && x <= left + width && y >= top && y <= top + height;
      return inside ? { x, y, spot, key: `${place.geonames_id ?? place.name}|${spot}` } : null;
    }
    const shape = this.shapes.get(place.region);
    return shape ? { x: shape.middle[0], y: shape.middle[1], spot: false, key: `${place.region}|area` } : null;
  }

  /** Marks and names keep their size on the screen, whatever part of the map is looked at. */
  resize() {
    const { unit } = this.part;
    const small = Math.min(1, Math.max(0.6, this.part.width / FULL_SIZE));
    this.places.forEach((place, index) => {
      const mark = this.layers.marks.children[index];
      place.radius = small * Math.min((place.spot ? SMALLEST : ROUGHLY) + 2.4 * Math.sqrt(place.killed), LARGEST);
      const r = place.radius * unit;
      mark?.setAttribute("transform", `translate(${place.x.toFixed(1)} ${place.y.toFixed(1)})`);
      mark?.setAttribute("d", place.spot
        ? `M${-r} 0a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0z`
        : `M0 ${-1.25 * r}L${1.25 * r} 0L0 ${1.25 * r}L${-1.25 * r} 0z`);
    });
    this.names(unit);
    this.lands.replaceChildren(...(this.map?.labels ?? []).map(({ text, at: [x, y] }) => svg("text", { x, y, "font-size": 11 * unit }, text)));
  }

  names(unit) {
    const taken = this.places.map((place) => ({ x: place.x / unit - place.radius, y: place.y / unit, width: 2 * place.radius }));
    const names = [];
    for (const place of this.places) {
      if (names.length >= LABELS || !place.spot) continue;
      const box = { x: place.x / unit + place.radius + 3, y: place.y / unit, width: place.name.length * 7.2 };
      const edge = (this.part.box[0] + this.part.box[2]) / unit;
      if (place.x / unit < edge && box.x + box.width > edge) box.x = place.x / unit - place.radius - 3 - box.width;
      const meets = taken.some((other) => Math.abs(other.y - box.y) < 14 && box.x < other.x + other.width && other.x < box.x + box.width);
      if (meets) continue;
      taken.push(box);
      names.push(svg("text", { x: box.x * unit, y: (box.y + 4) * unit, "font-size": 12 * unit, "stroke-width": 3 * unit }, place.name));
    }
    this.layers.names.replaceChildren(...names);
  }

  tell(target) {
    const words = target.getAttribute?.("aria-label");
    this.tip.hidden = !words;
    if (this.tip.hidden) return;
    this.tip.textContent = words;
    const [frame, box] = [byId("frame").getBoundingClientRect(), target.getBoundingClientRect()];
    const middle = Math.min(Math.max((box.left + box.right) / 2 - frame.left, 90), frame.width - 90);
    const below = box.top - frame.top < 46;
    this.tip.style.left = `${middle}px`;
    this.tip.style.top = `${Math.min(Math.max((below ? box.bottom + 6 : box.top - 6) - frame.top, 40), frame.height - 40)}px`;
    this.tip.classList.toggle("below", below);
  }

  legend() {
    const swatch = (level, text) => el("span", { class: "key" }, el("span", { class: `swatch shade-${level}` }), text);
    const classes = this.lows.map((low, index) => {
      const high = (this.lows[index + 1] ?? this.most + 1) - 1;
      const text = high === low ? number(low) : `${number(low)}–${number(high)}`;
      return swatch(shade(low, this.lows), text);
    });
    const symbol = (name, text) => el("span", { class: "key" }, svg("svg", { viewBox: "-8 -8 16 16", class: "symbol" },
      svg("path", { class: `mark ${name}`, d: name === "spot" ? "M-5 0a5 5 0 1 0 10 0a5 5 0 1 0-10 0z" : "M0-6.5L6.5 0L0 6.5L-6.5 0z" })), text);
    byId("legend").replaceChildren(
      el("span", { class: "key strong" }, `${MEASURES[this.measure].name}:`), swatch(0, "none"), ...classes,
      symbol("spot", "place hit"), symbol("area", "somewhere in the area"), el("span", { class: "key" }, "larger: more killed"));
  }
}

/** Strikes by the place that they are drawn at, the deadliest place last so that it lies on top. */
function grouped(incidents, where) {
  const places = new Map();
  for (const incident of incidents) {
    const at = where(incident);
    if (!at) continue;
    const place = places.get(at.key) ?? { ...at, name: placeName({ ...incident.place, feature: null }), incidents: [], killed: 0 };
    place.incidents.push(incident);
    place.killed += incident.casualties.killed?.best ?? incident.casualties.killed?.low ?? 0;
    places.set(at.key, place);
  }
  return [...places.values()].sort((one, other) => other.killed - one.killed || other.incidents.length - one.incidents.length || (one.name < other.name ? -1 : 1));
}

const plural = (count, one, many) => `${number(count)} ${count === 1 ? one : many}`;

export function rowWords(row) {
  const words = [plural(row.incidents, "strike", "strikes")];
  if (row.killed.best || row.killed.high === null) words.push(`${spread(row.killed)} killed`);
  if (row.injured.best) words.push(`${spread(row.injured)} injured`);
  if (launched(row)) words.push(`${number(launched(row))} munitions`);
  return words.join(", ");
}

function placeWords(place) {
  return `${plural(place.incidents.length, "strike", "strikes")}, ${place.killed ? `${number(place.killed)} killed` : "none stated killed"}`;
}
