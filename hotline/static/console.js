// The desk, made live. Without this script every button is a plain form and the page is right when loaded again.
import { learnTime, tick } from "./console-clock.js";
import { morph } from "./console-morph.js";
import { Telephone } from "./console-phone.js";
import { Bell } from "./console-bell.js";
import { Chats } from "./console-chats.js";

const words = JSON.parse(document.getElementById("console-words").textContent);
const byId = (id) => document.getElementById(id);
const title = document.title;

// ---- asking the server -------------------------------------------------------------------------------------------

async function post(path, body) {
  const response = await fetch(path, {
    method: "POST",
    headers: { "X-CSRFToken": words.csrf, "Content-Type": "application/json" },
    body: JSON.stringify(body ?? {}),
  });
  const answer = await response.json().catch(() => ({}));
  if (response.status === 401) logInAgain();
  if (!response.ok) throw Object.assign(new Error(answer.error ?? "failed"), { answer });
  return answer;
}

async function page(part) {
  const asked = new URLSearchParams(location.search);
  asked.set("part", part);
  const response = await fetch(`/?${asked}`, { headers: { Accept: "text/html" } });
  if (response.redirected && new URL(response.url).pathname === "/login") logInAgain();
  if (!response.ok) throw new Error(`status ${response.status}`);
  learnTime(response);
  return new DOMParser().parseFromString(await response.text(), "text/html");
}

// A talk in this browser ends when the page is left: never leave it by ourselves.
function logInAgain() {
  if (telephone.talking) say(words.log_in_again);
  else location.assign("/login");
}

// ---- what is shown -----------------------------------------------------------------------------------------------

function say(sentence) {
  const line = document.createElement("p");
  line.textContent = sentence;
  byId("messages").replaceChildren(line);
  clearTimeout(say.timer);
  say.timer = setTimeout(() => line.remove(), 8000);
}

function sayRefusal(error) {
  const { error: name, by } = error.answer ?? {};
  if (name === "already_taken" && by) say(words.refusals.taken_by.replace("NAME", by));
  else if (name === "csrf") say(words.too_old);
  else say(words.refusals[name] ?? words.failed);
}

let asking = null;
let askAgain = false;

// At most one question at a time; what happens meanwhile is asked for once more afterwards.
function refresh() {
  if (asking) {
    askAgain = true;
    return asking;
  }
  asking = look().catch(() => {}).finally(() => {
    asking = null;
    if (!askAgain) return;
    askAgain = false;
    setTimeout(refresh, 300);
  });
  return asking;
}

// A part that is for one person (a place is kept with one click!) waits until that person is the one shown.
function putParts(fresh) {
  for (const part of fresh.querySelectorAll("[data-part]")) {
    const shown = byId(part.id);
    const other = "for" in part.dataset && part.dataset.for !== byId("person").dataset.contact;
    if (shown && !other) morph(shown, part);
  }
}

async function look() {
  const fresh = await page("live");
  const before = entries();
  if (chats.hasNews(() => putParts(fresh))) call(words.new_message);
  tick();
  announce(before);
  await follow();
}

// When the call I work on changes, the middle of the screen follows, unless I am writing.
async function follow() {
  const current = byId("state").dataset.current ?? "";
  const shown = byId("person").dataset.contact ?? "";
  const pinned = new URLSearchParams(location.search).has("contact");
  telephone.follow(byId("state").dataset);
  if (pinned || current === shown || isWriting() || chats.isTyping()) return;
  const fresh = await person();
  const isShown = (byId("person").dataset.contact ?? "") === (fresh.dataset.contact ?? "");
  if (!isShown && !isWriting() && !chats.isTyping()) putPerson(fresh); // a click may have been quicker
}

async function person() {
  return (await page("person")).getElementById("person");
}

async function showPerson() {
  putPerson(await person());
}

function putPerson(fresh) {
  const phone = byId("phone");
  document.body.append(phone);
  chats.keepDraft(() => byId("person").replaceWith(fresh));
  placePhone();
  markChosen();
  telephone.follow(byId("state").dataset);
  if (byId("places").dataset.for !== fresh.dataset.contact) refresh();
}

function isWriting() {
  return Boolean(byId("note")?.value.trim());
}

function placePhone() {
  byId("phone-place")?.append(byId("phone"));
}

function markChosen() {
  const shown = byId("person").dataset.contact;
  for (const entry of document.querySelectorAll(".entry")) {
    entry.classList.toggle("chosen", Boolean(shown) && entry.querySelector(`[data-contact="${shown}"]`) !== null);
  }
}

function entries() {
  return new Set([...document.querySelectorAll("#waiting [data-entry]")].map((entry) => entry.dataset.entry));
}

function announce(before) {
  const fresh = [...document.querySelectorAll("#waiting [data-entry]")].filter((e) => !before.has(e.dataset.entry));
  const count = Number(document.querySelector("[data-waiting]")?.dataset.waiting ?? 0);
  bell.waiting(count);
  markChosen();
  if (!fresh.length) return;
  for (const entry of fresh) {
    entry.classList.add("fresh");
    setTimeout(() => entry.classList.remove("fresh"), 700);
  }
  call(words.new_person);
}

function call(sentence) {
  byId("announce").textContent = sentence;
  setTimeout(() => byId("announce").replaceChildren(), 4000);
  bell.ring(sentence);
}

// ---- what a dispatcher does --------------------------------------------------------------------------------------

async function take(entry, isWritten) {
  if (!isWritten) telephone.expect();
  history.replaceState(null, "", "/");
  try {
    await post(`/api/queue/${entry}/accept`);
    showTab("pane-person");
    if (!isWriting()) await showPerson();
  } catch (error) {
    sayRefusal(error);
  }
  await refresh();
}

async function act(path, body, done) {
  try {
    await post(path, body);
    if (done) say(done);
  } catch (error) {
    sayRefusal(error);
  }
  await refresh();
}

// Any form with data-live: sent as it is, and the desk that comes back is put in place without leaving the page.
// A note being written, and a talk in this browser, go on.
async function send(form, button) {
  const response = await fetch(button?.getAttribute("formaction") ?? form.action, {
    method: "POST",
    body: new FormData(form, button),
    headers: { Accept: "text/html" },
  });
  if (response.redirected && new URL(response.url).pathname === "/login") return logInAgain();
  const fresh = new DOMParser().parseFromString(await response.text(), "text/html");
  const said = fresh.getElementById("messages");
  if (!response.ok || !said) return say(words.failed);
  if (said.textContent.trim()) say(said.textContent.trim());
  const there = new URL(response.url);
  if (form.dataset.note && there.pathname === "/" && !there.search) closed();
  if ("reply" in form.dataset) chats.sent();
  putParts(fresh);
  const next = fresh.getElementById("person");
  if (!isWriting() && next && next.dataset.contact !== byId("person").dataset.contact) putPerson(next);
  tick();
  markChosen();
  return refresh();
}

// The contact has its ending, and the note was kept with it: the desk is free for the next.
function closed() {
  byId("note").value = "";
  history.replaceState(null, "", "/");
}

async function keepNote(form) {
  const note = byId("note");
  if (!note.value.trim()) return;
  const text = note.value;
  try {
    await post(`/api/contacts/${form.dataset.note}/notes`, { text, ask: !form.elements.anyway });
    if (note.value === text) note.value = "";
    byId("note-warning").replaceChildren();
    say(words.kept);
  } catch (error) {
    if (error.answer?.error === "telling") warn(error.answer.found);
    else sayRefusal(error);
  }
  await refresh();
}

// A note that seems to tell who somebody is: asked about once, kept at the second click.
function warn(found) {
  const line = document.createElement("p");
  line.className = "problem";
  line.textContent = words.telling.replace("WHAT", found.map((one) => words.finds[one]).join(", "));
  const anyway = Object.assign(document.createElement("input"), { type: "hidden", name: "anyway", value: "1" });
  byId("note-warning").replaceChildren(line, anyway);
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  const button = event.submitter;
  if (form.dataset.accept) run(event, () => take(form.dataset.accept, "written" in form.dataset));
  else if (form.dataset.finish) run(event, () => act(`/api/contacts/${form.dataset.finish}/finish`));
  else if (form.dataset.giveBack) run(event, () => act(`/api/queue/${form.dataset.giveBack}/give-back`));
  else if ("activity" in form.dataset) run(event, () => act("/api/activity", { activity: button.value }));
  else if (button?.id === "keep-note") run(event, () => keepNote(form));
  else if ("live" in form.dataset) run(event, () => send(form, button).catch(() => say(words.failed)));
});

function run(event, what) {
  event.preventDefault();
  const button = event.submitter;
  if (button?.dataset.busy) return;
  if (button) button.dataset.busy = "1";
  what().finally(() => button && delete button.dataset.busy);
}

// Looking at somebody else does not load the page anew: a talk in this browser goes on. Other pages get a tab then.
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[href]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  if (link.dataset.contact) {
    event.preventDefault();
    if (isWriting()) {
      say(words.keep_first);
      byId("note").focus();
      return;
    }
    history.pushState(null, "", link.getAttribute("href"));
    showTab("pane-person");
    showPerson().then(() => byId("person-title").focus()).catch(() => say(words.failed));
  } else if (telephone.talking && !link.hash) link.target = "_blank";
});

window.addEventListener("popstate", () => isWriting() || showPerson().catch(() => say(words.failed)));

// ---- keys, tabs --------------------------------------------------------------------------------------------------

const writing = "input, select, textarea, dialog, [contenteditable]"; // here keys are letters
const pressed = "button, summary"; // here space presses

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest(writing)) return;
  if (event.key === " " && event.target.closest(pressed)) return;
  if (event.key === " ") {
    event.preventDefault();
    if (!event.repeat && !byId("take-next").disabled) take("next");
  } else if (event.key === "?") byId("keys").showModal();
  else if (event.key === "m") bell.toggle();
  else if (event.key === "/") {
    event.preventDefault();
    showTab("pane-hand");
    byId("find-words").focus();
  } else if (event.key === "n" && byId("note")) {
    event.preventDefault();
    showTab("pane-person");
    byId("note").focus();
  }
});

function showTab(id) {
  document.body.dataset.tab = id;
  for (const tab of document.querySelectorAll(".tabs a")) {
    if (tab.hash === `#${id}`) tab.setAttribute("aria-current", "true");
    else tab.removeAttribute("aria-current");
  }
}

for (const tab of document.querySelectorAll(".tabs a")) {
  tab.addEventListener("click", (event) => {
    event.preventDefault();
    showTab(tab.hash.slice(1));
  });
}

byId("show-keys").hidden = false;
byId("show-keys").addEventListener("click", () => byId("keys").showModal());

// ---- the line to the server --------------------------------------------------------------------------------------

const lineState = byId("line-state");
let poll = null;

function showLine(sign, text, lost) {
  const sentence = `${sign} ${text}`;
  if (lineState.textContent === sentence) return;
  lineState.hidden = false;
  lineState.textContent = sentence;
  lineState.classList.toggle("lost", lost);
}

// A slow look is always there: it keeps the chair taken, and the page right when no event comes.
function lookEvery(seconds) {
  clearInterval(poll);
  poll = setInterval(refresh, seconds * 1000);
}

const SILENT_MS = 40000; // the server speaks every 15 seconds

function connect() {
  const source = new EventSource("/stream");
  let heard = Date.now();
  const on = (name, what) => source.addEventListener(name, () => {
    heard = Date.now();
    what();
  });
  on("live", () => live(30, "●", words.live, false));
  on("degraded", () => live(10, "◐", words.degraded, true));
  on("queue", refresh);
  on("beat", () => {});
  source.addEventListener("error", () => {
    live(10, "○", words.reconnecting, true);
    if (source.readyState === EventSource.CLOSED) again();
  });
  const watch = setInterval(() => Date.now() - heard > SILENT_MS && again(), 5000);
  function again() {
    clearInterval(watch);
    source.close();
    showLine("○", words.reconnecting, true);
    setTimeout(connect, 3000);
  }
}

function live(seconds, sign, text, lost) {
  showLine(sign, text, lost);
  lookEvery(seconds);
  refresh();
}

window.addEventListener("online", refresh);
document.addEventListener("visibilitychange", () => document.hidden || refresh());

// ---- beginning ---------------------------------------------------------------------------------------------------

const bell = new Bell({ button: byId("mute"), title, words });
const chats = new Chats({ byId });
const telephone = new Telephone({ words, byId, changed: refresh });

placePhone();
showTab(byId("state").dataset.mine || location.search.includes("contact=") ? "pane-person" : "pane-waiting");
markChosen();
bell.waiting(entries().size);
telephone.start();
telephone.follow(byId("state").dataset);
setInterval(tick, 1000);
connect();
