// Classes of a choropleth: at most five, on round limits, nothing apart.

const CLASSES = 5;

/** A round number not above: 1, 2, 5, 10, 20, 50 .. */
function round(value) {
  const ten = 10 ** Math.floor(Math.log10(value));
  const lead = value / ten;
  return (lead >= 5 ? 5 : lead >= 2 ? 2 : 1) * ten;
}

/** The lowest value of each class, smallest first, for values up to `most`; none where all is nothing. */
export function limits(most) {
  if (most <= 0) return [];
  if (most <= CLASSES) return Array.from({ length: most }, (_, index) => index + 1);
  const step = most ** (1 / CLASSES);
  const found = Array.from({ length: CLASSES }, (_, index) => Math.max(round(step ** index), index + 1));
  return [...new Set(found)].sort((one, other) => one - other);
}

/** The class of a value: 0 for nothing, then from 1 on; spread so that few classes use the whole scale. */
export function shade(value, lows) {
  const found = lows.filter((low) => value >= low).length;
  if (found === 0 || lows.length === 1) return found === 0 ? 0 : 3;
  return 1 + Math.round(((found - 1) * (CLASSES - 1)) / (lows.length - 1));
}
