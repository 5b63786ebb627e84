// The supervisors' overview, made live: looks again when something changed, and every fifteen seconds.
import { tick } from "./console-clock.js";
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

new EventSource("/stream").addEventListener("queue", look);
setInterval(look, 15000);
setInterval(tick, 1000);
