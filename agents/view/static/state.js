// What is shown, kept in the address so that it can be sent to somebody. One listener list, no framework.

import { HOURS, MEASURES } from "./figures.js";

const DEFAULTS = { window: "7d", measure: "incidents", country: "", severity: "minor", at: "", map: "" };
const ALLOWED = {
  window: (value) => value in HOURS,
  measure: (value) => value in MEASURES,
  country: (value) => /^([A-Z]{2})?$/u.test(value),
  severity: (value) => ["minor", "moderate", "severe", "extreme"].includes(value),
  at: (value) => value === "" || (/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/u.test(value) && !Number.isNaN(Date.parse(value))),
  map: (value) => /^[a-z-]*$/u.test(value),
};
const listeners = [];

export const state = { ...DEFAULTS };

export function readAddress() {
  const said = new URLSearchParams(location.hash.slice(1));
  for (const name of Object.keys(DEFAULTS)) {
    const value = said.get(name);
    state[name] = value !== null && ALLOWED[name](value) ? value : DEFAULTS[name];
  }
}

/** Change some of it; whoever listens is told which names changed. */
export function change(values) {
  const changed = Object.keys(values).filter((name) => state[name] !== values[name]);
  if (changed.length === 0) return;
  Object.assign(state, values);
  const said = new URLSearchParams();
  for (const [name, value] of Object.entries(state)) if (value !== DEFAULTS[name]) said.set(name, value);
  history.replaceState(null, "", said.size ? `#${said}` : location.pathname);
  for (const listener of listeners) listener(changed);
}

export const onChange = (listener) => listeners.push(listener);
