// Figures, days and places in a few characters, as the command line writes them.

export const NOTHING = "–";
export const WEAPONS = {
  drone: "Drones", missile: "Missiles", bomb: "Bombs", artillery: "Artillery", all: "Several kinds together",
};
export const WINDOWS = { "1h": "hour", "6h": "6 hours", "24h": "24 hours", "7d": "7 days", "30d": "30 days", "365d": "365 days" };
export const HOURS = { "1h": 1, "6h": 6, "24h": 24, "7d": 168, "30d": 720, "365d": 8760 };
export const MEASURES = {
  incidents: { name: "Strikes", of: (row) => row.incidents },
  killed: { name: "Killed", of: (row) => row.killed.best },
  munitions: { name: "Munitions", of: (row) => launched(row) },
};
const NUMBER = new Intl.NumberFormat("en-GB");
const DAY = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });
const SHORT_DAY = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", timeZone: "UTC" });
const CLOCK = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: "UTC" });

export const number = (value) => NUMBER.format(value);

const tallies = (row) => Object.values(row.by_weapon_class ?? {});
/** A sum of stated munitions: 0 says that none were stated, which is not that there were none. */
export const told = (count) => (count ? number(count) : NOTHING);
export const launched = (row) => tallies(row).reduce((sum, tally) => sum + tally.launched, 0);
export const intercepted = (row) => tallies(row).reduce((sum, tally) => sum + tally.intercepted, 0);

/** What one claim states: `8`, `8+` (at least), `≤30` (at most), `~12` (about), `3–4`, or its words where vague. */
export function figure(stated) {
  if (!stated) return NOTHING;
  if (stated.op === "vague" && stated.text) return stated.text;
  const value = number(stated.best ?? stated.low ?? stated.high ?? 0);
  let shown = { at_least: `${value}+`, vague: `${value}+`, at_most: `≤${value}`, about: `~${value}` }[stated.op] ?? value;
  if (stated.op === "between" && stated.low !== null && stated.high !== null) {
    shown = `${number(stated.low)}–${number(stated.high)}`;
  }
  return stated.delta ? `+${shown}` : shown;
}

/** The best figure, and low and high in brackets where sources differ; an open end is `+`. */
export function spread(stated) {
  if (!stated) return NOTHING;
  const best = stated.best ?? stated.low ?? stated.high ?? 0;
  const low = stated.low ?? best;
  const { high } = stated;
  if (low === best && best === high) return number(best);
  if (high === null) return low === best ? `${number(best)}+` : `${number(best)} (${number(low)}+)`;
  return `${number(best)} (${number(low)}–${number(high)})`;
}

/** Days, and the clock time or part of the day where it is known. */
export function period(when) {
  if (!when) return "time not stated";
  const start = DAY.format(new Date(when.start));
  const days = when.end === when.start ? start : `${SHORT_DAY.format(new Date(when.start))} – ${DAY.format(new Date(when.end))}`;
  const part = when.at ? `${when.at.slice(0, 5)} local time` : when.time_of_day;
  const dated = when.basis === "publication" ? " (dated by its publication)" : "";
  return `${part ? `${days}, ${part}` : days}${dated}`;
}

/** `6 Jun 2025, 21:00 UTC`; a day without a time stays a day. */
export function moment(stamp) {
  if (!stamp) return NOTHING;
  const at = new Date(stamp);
  return stamp.length > 10 ? `${DAY.format(at)}, ${CLOCK.format(at)} UTC` : DAY.format(at);
}

export const day = (stamp) => SHORT_DAY.format(new Date(stamp));

export function placeName(place) {
  return place.feature ? `${place.name}: ${place.feature}` : place.name;
}

/** `Missiles 28, 16 shot down; Shahed`. */
export function weapons(used) {
  const items = used.map((weapon) => {
    const numbers = [];
    if (weapon.launched) numbers.push(figure(weapon.launched));
    if (weapon.intercepted) numbers.push(`${figure(weapon.intercepted)} shot down`);
    return [weapon.model ?? WEAPONS[weapon.weapon_class] ?? weapon.weapon_class, numbers.join(", ")].join(" ").trim();
  });
  return [...new Set(items)].join("; ") || "weapon not stated";
}

/** How a field of the ledger is called. */
export function fieldName(field) {
  const [kind, name, metric] = field.split(".");
  const words = { launched: "launched", intercepted: "shot down", lost: "lost", hits: "hits" };
  if (kind === "weapons") return `${WEAPONS[name] ?? name} ${words[metric] ?? metric}`;
  return (name ?? kind).replace(/^./u, (first) => first.toUpperCase());
}

export function age(seconds) {
  if (seconds < 90) return `${Math.round(seconds)} s`;
  if (seconds < 5400) return `${Math.round(seconds / 60)} min`;
  return seconds < 172800 ? `${Math.round(seconds / 3600)} h` : `${Math.round(seconds / 86400)} days`;
}
