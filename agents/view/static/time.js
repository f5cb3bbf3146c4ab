// The time slider: where the window ends, over the last 30 days of the data.

import { byId, svg } from "./dom.js";
import { day, HOURS, MEASURES, moment, number } from "./figures.js";

const DAYS = 30;
const HOUR = 3600e3;
const STEPS = { "1h": 1, "6h": 6 };
const DAY_STEP = 24;
const SERIES = { incidents: "incidents", killed: "killed", munitions: "launched" };

export class TimeSlider {
  constructor(onMove) {
    this.slider = byId("slider");
    this.bars = byId("bars");
    this.onMove = onMove;
    this.slider.addEventListener("input", () => this.moved());
    byId("latest").addEventListener("click", () => { onMove(""); this.slider.focus(); });
  }

  /** `end`: the data's latest time; `at`: where the window ends, "" for the latest. */
  draw({ end, at, window, measure, timeline, country }) {
    Object.assign(this, { end: Date.parse(end), step: STEPS[window] ?? DAY_STEP });
    const steps = (DAYS * 24) / this.step;
    const back = at === "" ? 0 : Math.round((this.end - Date.parse(at)) / HOUR / this.step);
    this.slider.max = steps;
    this.slider.value = Math.max(0, steps - back);
    byId("latest").hidden = at === "";
    this.tell(at === "" ? this.end : Date.parse(at), at === "");
    byId("first-day").textContent = day(this.end - DAYS * 24 * HOUR);
    byId("last-day").textContent = day(this.end);
    this.chart(timeline, measure, country, HOURS[window], at === "" ? this.end : Date.parse(at));
  }

  moved() {
    const back = this.slider.max - this.slider.value;
    const at = new Date(this.end - back * this.step * HOUR).toISOString().replace(/\.\d+Z$/u, "Z");
    this.tell(Date.parse(at), back === 0);
    this.onMove(back === 0 ? "" : at);
  }

  tell(at, latest) {
    const words = `${moment(new Date(at).toISOString())}${latest ? " (latest)" : ""}`;
    byId("until").textContent = words;
    this.slider.setAttribute("aria-valuetext", words);
  }

  chart(timeline, measure, country, hours, at) {
    const name = SERIES[measure];
    const source = country ? timeline.areas.find((area) => area.region === country) : timeline.total;
    const values = source?.[name] ?? Array(timeline.buckets).fill(0);
    const most = Math.max(1, ...values);
    const from = Math.max(0, DAYS - (this.end - at) / HOUR / 24 - hours / 24);
    const until = DAYS - (this.end - at) / HOUR / 24;
    this.bars.setAttribute("viewBox", `0 0 ${DAYS} 40`);
    this.bars.setAttribute("aria-label", `${MEASURES[measure].name} a day over ${DAYS} days: ${values.map(number).join(", ")}`);
    this.bars.replaceChildren(
      svg("rect", { class: "band", x: from, y: 0, width: Math.max(until - from, 0.1), height: 40 }),
      ...values.map((value, index) => svg("rect", {
        class: "bar", x: index + 0.12, width: 0.76, y: 40 - (value / most) * 38, height: (value / most) * 38,
      })));
  }
}
