// What the public pages gain from JavaScript: a quick way out, a terminal that forgets, pages that are kept for later.

const leave = document.querySelector("[data-leave]");
const kiosk = document.body.classList.contains("kiosk");
const IDLE_MS = 90_000, TWICE_MS = 1_500;

/** What was written in the chat of this tab. */
function forgetTalk() { dispatchEvent(new Event("leave")); try { sessionStorage.clear(); } catch { /* nothing was kept */ } }

async function go() {
  document.documentElement.hidden = true;
  forgetTalk();
  try { await Promise.race([caches.delete("seen"), new Promise((done) => setTimeout(done, 200))]); } catch { /* nothing was kept */ }
  top.location.replace(leave.href); // also out of the frame of the widget
}

leave.addEventListener("click", (event) => { event.preventDefault(); go(); });

let last = -Infinity;
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  if (event.timeStamp - last < TWICE_MS) go();
  last = event.timeStamp;
});

addEventListener("beforeprint", () => { for (const one of document.querySelectorAll("details.folded")) one.open = true; });
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}

if (kiosk) {
  let timer;
  const forget = () => { forgetTalk(); for (const form of document.forms) form.reset(); location.replace("/"); };
  const wait = () => { clearTimeout(timer); timer = setTimeout(forget, IDLE_MS); };
  for (const sign of ["pointerdown", "keydown", "scroll", "input"]) addEventListener(sign, wait, { passive: true });
  addEventListener("pageshow", (event) => { if (event.persisted) location.replace("/"); });
  wait();
} else if ("serviceWorker" in navigator) {
  navigator.serviceWorker.register("/sw.js").catch(() => { /* a browser that keeps nothing */ });
  navigator.serviceWorker.ready.then(({ active }) => active.postMessage({ seen: location.href, save: navigator.connection?.saveData === true }));
}

addEventListener("beforeinstallprompt", (event) => {
  event.preventDefault();
  const button = document.querySelector("[data-install]");
  if (!button || kiosk) return;
  button.hidden = false;
  button.addEventListener("click", () => { event.prompt(); button.hidden = true; }, { once: true });
});
