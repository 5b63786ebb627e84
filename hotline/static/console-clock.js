// How waits are written and drawn: the same rules as hotline/console/shown.py. The server's time counts, not this computer's.
const UNSURE_MS = 2000;
let ahead = 0; // ms that the server's clock is ahead of this computer's

/** Learn the server's time from an answer of it. */
export function learnTime(answer) {
  const date = Date.parse(answer.headers.get("Date") ?? "");
  if (date) ahead = Math.abs(date - Date.now()) > UNSURE_MS ? date - Date.now() : 0;
}

/** Clocks and rings go on between two looks. */
export function tick() {
  const since = (date) => (Date.now() + ahead - Date.parse(date)) / 1000;
  for (const element of document.querySelectorAll("[data-since]")) element.textContent = clock(since(element.dataset.since));
  for (const ring of document.querySelectorAll("[data-ring]")) {
    const seconds = since(ring.dataset.ring);
    ring.setAttribute("class", `ring ${mood(seconds)}`);
    ring.querySelector(".fill").setAttribute("stroke-dasharray", `${fill(seconds)} 100`);
  }
}

function clock(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  const two = (n) => String(n).padStart(2, "0");
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  return hours ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${two(minutes)}:${two(whole % 60)}`;
}

function fill(seconds) {
  return Math.max(0, Math.min(100, Math.floor(seconds / 6)));
}

function mood(seconds) {
  if (seconds >= 480) return "red";
  return seconds >= 300 ? "amber" : "calm";
}
