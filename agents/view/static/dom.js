// Elements. Text goes in as text nodes only: nothing that an article says is ever read as markup.

const SVG = "http://www.w3.org/2000/svg";

/** An element: attributes by name, listeners as `onclick: fn`, children as nodes or text; null ones are left out. */
export function el(name, attributes = {}, ...children) {
  return filled(document.createElement(name), attributes, children);
}

/** The same of SVG. */
export function svg(name, attributes = {}, ...children) {
  return filled(document.createElementNS(SVG, name), attributes, children);
}

function filled(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === "function") element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false && child !== ""));
  return element;
}

// Marks that turn the writing direction for whatever follows, and control characters: shown, never obeyed.
const STEERING = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/gu;

/** Text of others in a box of its own direction, with what could steer the display made visible. */
export function said(text, className = "said") {
  const shown = String(text ?? "").replace(
    STEERING,
    (mark) => `\u27e8U+${mark.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}\u27e9`,
  );
  return el("bdi", { class: className }, shown);
}

/** A link only where it leads to the web. */
export function link(address, ...children) {
  const safe = /^https?:\/\//iu.test(address ?? "");
  if (!safe) return el("span", {}, ...children);
  return el("a", { href: address, rel: "noopener noreferrer external", target: "_blank" }, ...children);
}

export const byId = (id) => document.getElementById(id);

/**
 * One tab stop for many: arrow keys, Home and End go from one to the next.
 * `list()` gives the elements in their order.
 */
export function roving(container, list) {
  container.addEventListener("keydown", (event) => {
    const all = list();
    const here = all.indexOf(event.target);
    if (here < 0) return;
    const steps = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };
    let next = null;
    if (event.key in steps) next = (here + steps[event.key] + all.length) % all.length;
    if (event.key === "Home") next = 0;
    if (event.key === "End") next = all.length - 1;
    if (next !== null) {
      event.preventDefault();
      all[here].setAttribute("tabindex", "-1");
      all[next].setAttribute("tabindex", "0");
      all[next].focus();
    } else if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      event.target.dispatchEvent(new MouseEvent("click", { bubbles: true }));
    }
  });
}
