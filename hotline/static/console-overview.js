// The supervisors' overview, made live: looks again when something changed, and every fifteen seconds.
import { clock, fill, mood } from "./console-clock.js";
import { morph } from "./console-morph.js";

let looking = false;

async function look() {
  if (looking) return;
  looking = true;
  try {
    const response = await fetch(location.href, { headers: { Accept: "text/html" } });
    if (response.redirected) location.reload(); // the login has ended
    if (!response.ok) return;
    const fresh = new DOMParser().parseFromString(await response.text(), "text/html");
    for (const part of fresh.querySelectorAll("[data-part]")) {
      const shown = document.getElementById(part.id);
      if (shown) morph(shown, part);
    }
    tick();
  } catch {
    // the next look may do better
  } finally {
    looking = false;
  }
}

function tick() {
  for (const element of document.querySelectorAll("[data-since]")) {
    element.textContent = clock((Date.now() - Date.parse(element.dataset.since)) / 1000);
  }
  for (const ring of document.querySelectorAll("[data-ring]")) {
    const seconds = (Date.now() - Date.parse(ring.dataset.ring)) / 1000;
    ring.setAttribute("class", `ring ${mood(seconds)}`);
    ring.querySelector(".fill").setAttribute("stroke-dasharray", `${fill(seconds)} 100`);
  }
}

new EventSource("/stream").addEventListener("queue", look);
setInterval(look, 15000);
setInterval(tick, 1000);
