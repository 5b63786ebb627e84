// Keeps the last pages and the whole directory for when there is no net. Above these lines: MARK, SHELL, LANGUAGES.
// Network first, three seconds; what says `no-store` is never kept, nor anything outside of a language.

const FILES = `files-${MARK}`, SEEN = "seen", WHOLE = "whole", KEPT = "X-Kept-At";
const PATIENCE_MS = 3_000, MOST_SEEN = 40, DAY_MS = 86_400_000;
const FORM = /^\/[a-z]+\/report$/, AGAIN_MS = [1_000, 3_000];
const PAGE = new RegExp(`^/(${LANGUAGES.join("|")})/(?!print/)`); // a sheet of paper is no page to put a note on

self.addEventListener("install", (event) => event.waitUntil(
  caches.open(FILES).then((files) => files.addAll(SHELL)).then(() => self.skipWaiting()),
));

self.addEventListener("activate", (event) => event.waitUntil((async () => {
  for (const name of await caches.keys()) if (name !== FILES && !name.startsWith("mission")) await caches.delete(name); // pages of before need files of before
  await self.clients.claim();
})()));

self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (url.origin !== location.origin) return;
  if (event.request.method === "POST" && event.request.mode === "navigate" && FORM.test(url.pathname)) event.respondWith(sent(event.request, url));
  if (event.request.method !== "GET") return;
  if (SHELL.includes(url.pathname + url.search)) event.respondWith(file(event.request));
  else if (event.request.mode === "navigate" && (url.pathname === "/" || PAGE.test(url.pathname))) event.respondWith(page(event, url));
});

self.addEventListener("message", (event) => {
  const url = new URL(event.data.seen);
  if (PAGE.test(url.pathname)) event.waitUntil(first(url, event.data.save));
});

/** The page that was open before this worker was there, and the directory in its language. */
async function first(url, save) {
  if (!(await caches.match(url.href, { cacheName: SEEN }))) await fetch(url.href).then((answer) => keep(url.href, answer)).catch(() => {});
  if (!save) await whole(url.pathname.split("/")[1]);
}

/** A page of the report form, on a bad line: sent twice it is one report. What cannot be sent stays as it was typed (204). */
async function sent(request, url) {
  for (const pause of [...AGAIN_MS, null]) {
    const answer = await fetch(request.clone()).catch(() => null);
    if (answer) return answer;
    if (pause) await new Promise((done) => setTimeout(done, pause));
  }
  for (const one of await self.clients.matchAll({ type: "window" })) one.postMessage({ notSent: url.pathname });
  return new Response(null, { status: 204 });
}

async function file(request) {
  return (await caches.match(request, { cacheName: FILES })) || fetch(request);
}

/** From the net; when that is slow, gone or in trouble, as it was last time. */
async function page(event, url) {
  const fresh = fetch(event.request);
  event.waitUntil(fresh.then((answer) => keep(url.href, answer.clone())).catch(() => {}));
  const late = new Promise((done) => setTimeout(done, PATIENCE_MS));
  const answer = await Promise.race([fresh.catch(() => null), late]);
  if (answer && answer.status < 500) return answer;
  return (await before(url)) || answer || fresh.catch(() => Response.error());
}

/** The page as it was, else the directory of its language, at the place where it speaks of it. */
async function before(url) {
  const known = await caches.match(url.href, { cacheName: SEEN });
  if (known) return dated(known);
  const [, language, kind, id] = url.pathname.split("/");
  const all = await caches.match(`/${language}/all`, { cacheName: WHOLE }) || (!language && await anyWhole());
  if (!all) return null;
  if (url.pathname.endsWith("/all")) return dated(all);
  const there = kind === "service" || kind === "answer" ? `#${kind}-${id}` : "";
  return language ? Response.redirect(`/${language}/all${there}`) : dated(all);
}

async function anyWhole() {
  const kept = await caches.open(WHOLE);
  const [one] = await kept.keys();
  return one && kept.match(one);
}

/** The page with the note that it is not of now. */
async function dated(answer) {
  const html = await answer.text();
  const kept = new Date(answer.headers.get(KEPT));
  const language = answer.headers.get("Content-Language") || "fr";
  const day = new Intl.DateTimeFormat(language, { dateStyle: "long", timeStyle: "short" }).format(kept);
  const noted = html.replace("data-offline hidden>", "data-offline>").replace("<time></time>", `<time datetime="${kept.toISOString()}">${day}</time>`);
  return new Response(noted, { headers: answer.headers });
}

async function keep(href, answer) {
  const html = (answer.headers.get("Content-Type") || "").startsWith("text/html");
  if (answer.status !== 200 || answer.redirected || !html || /no-store/.test(answer.headers.get("Cache-Control"))) return;
  const seen = await caches.open(SEEN);
  await seen.delete(href);
  await seen.put(href, stamped(answer));
  const all = await seen.keys();
  for (const old of all.slice(0, Math.max(0, all.length - MOST_SEEN))) await seen.delete(old);
}

/** The whole directory in one language, once a day. */
async function whole(language) {
  const kept = await caches.open(WHOLE);
  const old = await kept.match(`/${language}/all`);
  if (old && Date.now() - new Date(old.headers.get(KEPT)) < DAY_MS) return;
  const answer = await fetch(`/${language}/all`).catch(() => null);
  if (answer?.status === 200) await kept.put(`/${language}/all`, stamped(answer));
}

/** With the moment at which it came. */
function stamped(answer) {
  const headers = new Headers(answer.headers);
  for (const name of ["Content-Encoding", "Content-Length", "Vary"]) headers.delete(name);
  headers.set(KEPT, new Date().toISOString());
  return new Response(answer.body, { headers });
}
