// The list of reports while somebody reads it: how far each is goes on by itself, and nothing moves until they ask for it.
import { learnTime, tick } from "./console-clock.js";
import { morph } from "./console-morph.js";

const LOOK_MS = 10_000;
const news = document.getElementById("show-news"); // not there where one was looked for
const rows = (page) => new Map([...page.querySelectorAll("[data-report]")].map((row) => [row.dataset.report, row]));
let fresh = null;

async function look() {
  if (document.hidden) return;
  const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
  if (!answer.ok || answer.redirected) return; // logged out: what stands here stays readable
  learnTime(answer);
  fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  const shown = rows(document), now = rows(fresh);
  for (const [id, row] of shown) {
    const other = now.get(id);
    row.classList.toggle("gone", !other);
    if (other) morph(row.querySelector("[data-now]"), other.querySelector("[data-now]"));
  }
  const count = [...now.keys()].filter((id) => !shown.has(id)).length;
  news.hidden = count === 0;
  const sentence = news.dataset.words.replace("NUMBER", count);
  if (news.textContent !== sentence) news.textContent = sentence;
}

function show() {
  document.getElementById("list").replaceWith(document.importNode(fresh.getElementById("list"), true));
  news.hidden = true;
  document.querySelector("[data-report] a")?.focus();
}

document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, select, textarea")) return;
  event.preventDefault();
  document.getElementById("sought").focus();
});

if (news) {
  setInterval(tick, 1000);
  news.addEventListener("click", show);
  setInterval(() => look().catch(() => {}), LOOK_MS); // no net for a moment: the next look
  document.addEventListener("visibilitychange", () => look().catch(() => {}));
}
