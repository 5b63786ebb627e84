// Keeps the page of an open mission on the team's phone, for the shift at most. Above these lines: SHELL, SHIFT_MS.
// Network first; what is closed or leads nowhere is forgotten at once.

const FILES = `mission-files-${SHELL.map((name) => name.split("v=")[1]).join("-")}`, PAGES = "missions", KEPT = "X-Kept-At";
const PATIENCE_MS = 4_000;

self.addEventListener("install", (event) => event.waitUntil(
  caches.open(FILES).then((files) => files.addAll(SHELL)).then(() => self.skipWaiting()),
));

self.addEventListener("activate", (event) => event.waitUntil((async () => {
  for (const name of await caches.keys()) if (name.startsWith("mission-files-") && name !== FILES) await caches.delete(name);
  await tidy();
  await self.clients.claim();
})()));

self.addEventListener("message", (event) => event.waitUntil(first(event.data.seen)));

self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== location.origin) return;
  if (SHELL.includes(url.pathname + url.search)) event.respondWith(file(event.request));
  else if (event.request.mode === "navigate" && url.pathname.startsWith("/r/")) event.respondWith(page(event, url.pathname));
});

/** The page that was open before this worker was there. */
async function first(path) {
  await tidy();
  if (!(await caches.match(path, { cacheName: PAGES }))) await fetch(path).then((answer) => settle(path, answer)).catch(() => {});
}

async function file(request) {
  return (await caches.match(request, { cacheName: FILES })) || fetch(request);
}

/** From the net; where that is slow, gone or in trouble, as it was last time. */
async function page(event, path) {
  const fresh = fetch(event.request).then((answer) => settle(path, answer));
  event.waitUntil(fresh.catch(() => {}));
  const late = new Promise((done) => setTimeout(done, PATIENCE_MS));
  const answer = await Promise.race([fresh.catch(() => null), late]);
  if (answer && answer.status < 500) return answer;
  await tidy();
  return (await caches.match(path, { cacheName: PAGES })) || answer || fresh.catch(() => Response.error());
}

async function settle(path, answer) {
  const pages = await caches.open(PAGES);
  if (answer.status === 200) await pages.put(path, stamped(answer.clone()));
  else if (answer.status === 404 || answer.status === 410) await pages.delete(path);
  return answer;
}

async function tidy() {
  const pages = await caches.open(PAGES);
  for (const request of await pages.keys()) {
    const kept = await pages.match(request);
    if (Date.now() - new Date(kept.headers.get(KEPT)) > SHIFT_MS) await pages.delete(request);
  }
}

/** With the moment at which it came. */
function stamped(answer) {
  const headers = new Headers(answer.headers);
  for (const name of ["Content-Encoding", "Content-Length", "Vary"]) headers.delete(name);
  headers.set(KEPT, new Date().toISOString());
  return new Response(answer.body, { headers });
}
