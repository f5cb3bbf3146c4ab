// A map's file: its projection (the same as in seeds/map/projection.py) and the part of it that is looked at.

const EARTH_KM = 6371;
const radians = (degrees) => (degrees * Math.PI) / 180;

/** Lambert's conformal conic of a sphere, from longitude and latitude to the map's units. */
export function projected(map) {
  const [south, north] = map.parallels.map(radians);
  const slope = (angle) => Math.tan(Math.PI / 4 + angle / 2);
  const cone = Math.log(Math.cos(south) / Math.cos(north)) / Math.log(slope(north) / slope(south));
  const factor = (map.units_per_km * EARTH_KM * Math.cos(south) * slope(south) ** cone) / cone;
  const distance = (angle) => factor / slope(angle) ** cone;
  return (longitude, latitude) => {
    const turn = cone * radians(longitude - map.meridian);
    const away = distance(radians(latitude));
    return [away * Math.sin(turn), away * Math.cos(turn) - distance(south)];
  };
}

const CLOSEST = 6;

/** The part of a map that fills the frame: views, zoom, drag. `onMove` is called after each change. */
export class Part {
  constructor(svgElement, onMove) {
    this.svg = svgElement;
    this.onMove = onMove;
    this.box = [0, 0, 1, 1];
    this.limits = [0, 0, 1, 1];
    this.listen();
    new ResizeObserver(() => this.show(this.box)).observe(svgElement);
  }

  /** Take a map on: all of its frame may be looked at, its first view is. */
  open(map) {
    this.limits = map.frame;
    this.closest = map.views[0].box[2] / CLOSEST;
    this.show(map.views[0].box);
  }

  show(box) {
    const [left, top, width, height] = this.limits;
    const wide = Math.min(Math.max(box[2], this.closest ?? 1), width);
    const high = Math.min(Math.max(box[3], (this.closest ?? 1) / 2), height);
    const x = Math.min(Math.max(box[0] + (box[2] - wide) / 2, left), left + width - wide);
    const y = Math.min(Math.max(box[1] + (box[3] - high) / 2, top), top + height - high);
    this.box = [x, y, wide, high];
    this.svg.setAttribute("viewBox", this.box.map((one) => one.toFixed(1)).join(" "));
    this.onMove();
  }

  zoom(factor) {
    const [x, y, width, height] = this.box;
    this.show([x + (width - width * factor) / 2, y + (height - height * factor) / 2, width * factor, height * factor]);
  }

  /** Pixels that it is wide on the screen. */
  get width() {
    return this.svg.getBoundingClientRect().width;
  }

  /** Map units that one pixel of the screen is wide. */
  get unit() {
    const { width, height } = this.svg.getBoundingClientRect();
    return width && height ? Math.max(this.box[2] / width, this.box[3] / height) : 1;
  }

  listen() {
    let held = null;
    this.svg.addEventListener("pointerdown", (event) => {
      if (event.button === 0 && event.pointerType !== "touch") held = { x: event.clientX, y: event.clientY, box: this.box, moved: false };
    });
    window.addEventListener("pointermove", (event) => {
      if (!held) return;
      const [dx, dy] = [event.clientX - held.x, event.clientY - held.y];
      if (!held.moved && Math.hypot(dx, dy) < 5) return;
      held.moved = true;
      this.svg.classList.add("dragged");
      this.show([held.box[0] - dx * this.unit, held.box[1] - dy * this.unit, held.box[2], held.box[3]]);
    });
    window.addEventListener("pointerup", () => {
      held = null;
      setTimeout(() => this.svg.classList.remove("dragged"));  // the click of this release is no click on a region
    });
    this.svg.addEventListener("wheel", (event) => {
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      this.zoom(event.deltaY > 0 ? 1.15 : 1 / 1.15);
    }, { passive: false });
    this.listenToFingers();
  }

  /** Two fingers move and zoom the map, what lies between them stays there; one finger scrolls the page. */
  listenToFingers() {
    let held = null;
    this.svg.addEventListener("touchstart", ({ touches }) => {
      held = touches.length === 2 ? { ...grip(touches), box: this.box, unit: this.unit } : null;
    }, { passive: true });
    this.svg.addEventListener("touchmove", (event) => {
      if (!held || event.touches.length !== 2) return;
      event.preventDefault();
      const now = grip(event.touches);
      const factor = held.apart / Math.max(now.apart, 1);
      const frame = this.svg.getBoundingClientRect();
      const [width, height] = [held.box[2] * factor, held.box[3] * factor];
      const along = (start, size, from, to, middle) => start + size / 2 + held.unit * (from - middle - factor * (to - middle));
      const x = along(held.box[0], held.box[2], held.x, now.x, frame.left + frame.width / 2);
      const y = along(held.box[1], held.box[3], held.y, now.y, frame.top + frame.height / 2);
      this.show([x - width / 2, y - height / 2, width, height]);
    }, { passive: false });
    this.svg.addEventListener("touchend", () => { held = null; });
  }
}

/** The middle of two fingers on the screen, and how far they are apart, in pixels. */
function grip([one, other]) {
  return {
    x: (one.clientX + other.clientX) / 2, y: (one.clientY + other.clientY) / 2,
    apart: Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY),
  };
}
