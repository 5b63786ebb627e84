// What a team answers where there is no net stays on this phone until it is sent: which answer, never words of a place.

const KEY = "answers", AGAIN_MS = 20_000, PATIENCE_MS = 15_000;
const LATER = ["over", "right"]; // after the end of the mission
const shown = document.querySelector("[data-kept]");
const words = new Map(); // by the id of the answer; gone with the page
let own = [], sending = false; // `own`: where the browser keeps nothing

function kept() {
  try { return JSON.parse(localStorage.getItem(KEY)) ?? []; } catch { return own; }
}

function keep(answers) {
  own = answers;
  try { localStorage.setItem(KEY, JSON.stringify(answers)); } catch { /* only while this page is open */ }
  show();
}

function show() {
  if (!shown) return;
  const mine = kept().filter((one) => one.path === location.pathname);
  shown.hidden = mine.length === 0;
  const names = mine.map((one) => document.querySelector(`button[name="do"][value="${CSS.escape(one.do)}"]`)?.textContent ?? one.do);
  shown.querySelector("strong").textContent = names.join(", ");
}

function newId() {
  return [...crypto.getRandomValues(new Uint8Array(12))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

document.addEventListener("submit", (event) => {
  if (!event.target.matches("[data-answer]") || !event.submitter) return;
  event.preventDefault();
  const typed = new FormData(event.target);
  const one = { id: newId(), path: location.pathname, do: event.submitter.value, called_112: typed.get("called_112") ?? "" };
  if (typed.get("words")) words.set(one.id, typed.get("words"));
  const others = kept().filter((other) => other.path !== one.path || (other.do === "on_the_way" && one.do !== "on_the_way"));
  keep([...others, one]); // an ending that was not sent yet may still be put right
  shown?.scrollIntoView({ block: "center" });
  sendAll();
});

/** noted, same, over, right; "gone" where the link leads nowhere; null: not now. */
async function send(one) {
  const body = new URLSearchParams({ do: one.do, id: one.id, called_112: one.called_112, words: words.get(one.id) ?? "" });
  try {
    const answer = await fetch(one.path, { method: "POST", body, headers: { Accept: "application/json" }, signal: AbortSignal.timeout(PATIENCE_MS) });
    if (answer.status === 404) return "gone";
    return answer.ok ? (await answer.json()).heard : null;
  } catch { return null; }
}

async function sendAll() {
  if (sending) return;
  sending = true;
  let heard = null;
  try {
    for (let one; (one = kept()[0]);) {
      const said = await send(one);
      if (said === null) break;
      keep(kept().filter((other) => other.id !== one.id));
      if (one.path === location.pathname) heard = said;
    }
  } finally { sending = false; }
  if (heard) location.replace(`${location.pathname}?${new URLSearchParams({ lang: document.documentElement.lang, ...(LATER.includes(heard) ? { said: heard } : { noted: "yes" }) })}`);
}

addEventListener("online", sendAll);
addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
document.addEventListener("visibilitychange", () => { if (document.visibilityState === "visible") sendAll(); });
setInterval(() => { if (kept().length) sendAll(); }, AGAIN_MS); // a bad line says that it is a line
show();
sendAll();

if ("serviceWorker" in navigator) {
  navigator.serviceWorker.register("/r/sw.js", { scope: "/r/" }).catch(() => { /* a browser that keeps nothing */ });
  navigator.serviceWorker.ready.then(({ active }) => active.postMessage({ seen: location.pathname }));
}
