// How fresh what is shown is: in words always, spoken only when it changes.

import { byId } from "./dom.js";
import { age, moment } from "./figures.js";

export class Freshness {
  constructor() {
    this.status = null;
    this.connected = false;
    setInterval(() => this.draw(), 1000);
  }

  take(status) {
    Object.assign(this, { status, connected: true, taken: Date.now() });
    this.draw();
  }

  lost() {
    this.connected = false;
    this.draw();
  }

  get state() {
    if (!this.connected) return "lost";
    if (!this.status.caught_up) return "reading";
    return this.status.stale ? "stale" : "live";
  }

  draw() {
    const words = { live: "Live", stale: "Broker silent: this may be old", reading: "Reading", lost: "Connection lost, trying again" }[this.state];
    if (byId("live").textContent !== words) byId("live").textContent = words;
    byId("dot").className = `dot ${this.state}`;
    if (!this.status) return;
    const newest = this.status.newest_record_age_seconds;
    const told = newest === null ? "no records yet" : `last record ${age(newest + (Date.now() - this.taken) / 1000)} ago`;
    const lag = this.status.lag_records ? `, ${this.status.lag_records} to read` : "";
    byId("fresh-detail").textContent = `${told}${lag} · data up to ${moment(this.status.as_of)}`;
  }
}
