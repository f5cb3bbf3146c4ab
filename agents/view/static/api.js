// What the page asks of the service (docs/api.md), and the stream of changes.

const PAGE = 1000;
const MOST = 5000;

export class Refused extends Error {}

/** The answer to a question, as JSON. Throws Refused with one line of what is wrong. */
export async function ask(path, parameters = {}, signal = undefined) {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== "" && value !== null && value !== undefined) query.append(name, value);
  }
  const answer = await fetch(query.size ? `${path}?${query}` : path, { signal });
  if (answer.ok) return answer.json();
  const problem = await answer.json().catch(() => ({}));
  throw new Refused(problem.detail ?? problem.title ?? `${path} answers ${answer.status}`);
}

/** A list with all its pages, up to MOST items. */
export async function askAll(path, parameters = {}, signal = undefined) {
  const items = [];
  let cursor = null;
  do {
    const page = await ask(path, { ...parameters, limit: PAGE, cursor }, signal);
    items.push(...page.items);
    cursor = page.next;
  } while (cursor !== null && items.length < MOST);
  return items;
}

/** Changes as they happen: `on.alert(item)`, `on.tables()`, `on.status(status)`, `on.lost()`. It reconnects by itself. */
export function listen(on) {
  const source = new EventSource("/api/stream");
  const data = (event) => JSON.parse(event.data);
  source.addEventListener("status", (event) => on.status(data(event)));
  source.addEventListener("alert", (event) => on.alert(data(event)));
  source.addEventListener("incident", () => on.tables());
  source.addEventListener("region-window", () => on.tables());
  source.addEventListener("reset", () => on.reset());
  source.addEventListener("error", () => {
    on.lost();
    if (source.readyState === EventSource.CLOSED) setTimeout(() => { listen(on); on.reset(); }, 3000);
  });
  return source;
}
