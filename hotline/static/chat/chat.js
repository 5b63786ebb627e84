// The page of the chat: bubbles, choices, what is on its way, who answers. The words come with the page.

const words = JSON.parse(document.getElementById("words").textContent);
const { Line } = await import(words.line);

const log = document.getElementById("log"), form = document.getElementById("write"), box = document.getElementById("text");
const count = document.getElementById("count"), standing = document.getElementById("standing"), problem = document.getElementById("problem");
const NEAR_THE_END = 100, TYPING_MS = 15_000;
const bubbles = new Map(); // by the id of the message, or of the person's own page
let state = "assistant", typing, typingTimer;

const make = (tag, className, text = "") => Object.assign(document.createElement(tag), { className, textContent: text });

function picture(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", "picture");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `${words.sprite}#${name}`);
  svg.append(use);
  return svg;
}

function bubble(sender, text, language) {
  const one = make("div", `bubble ${sender}`), said = make("p", "lines", text);
  said.dir = "auto";
  if (language) said.lang = language;
  one.append(make("p", "who", words.who[sender]), said);
  return one;
}

/** Choices are for the last message only: older ones would answer another question. */
function picks(choices) {
  for (const old of log.querySelectorAll(".picks")) old.remove();
  if (!choices.length) return null;
  const row = make("div", "picks");
  for (const { text, value } of choices) {
    const button = make("button", "pick");
    Object.assign(button, { type: "button", value });
    const name = make("span", "", text);
    name.dir = "auto"; // a French name of a place, in an Arabic talk
    button.append(picture(words.pictograms[value] || "pin"), name);
    row.append(button);
  }
  return row;
}

/** New bubbles come at the end, but before what has not been sent yet; the reader is taken along if they were there. */
function add(one, atEnd = false) {
  const near = innerHeight + scrollY > document.documentElement.scrollHeight - 160;
  const unsent = atEnd ? null : log.querySelector(".bubble.unsent");
  log.insertBefore(one, unsent || typing || null);
  if (near || atEnd) scrollTo({ top: document.documentElement.scrollHeight });
}

function writing(on) {
  clearTimeout(typingTimer);
  typing?.remove();
  typing = undefined;
  if (!on) return;
  typing = make("p", "typing", words.typing);
  typing.setAttribute("aria-hidden", "true");
  log.append(typing);
  typingTimer = setTimeout(() => writing(false), TYPING_MS);
}

function mark(one, text = "") {
  one.classList.toggle("unsent", Boolean(text));
  one.querySelector(".mark")?.remove();
  if (!text) return;
  const note = make("p", "mark");
  note.append(picture("offline"), make("span", "", ` ${text}`));
  one.append(note);
}

const on = {
  waiting(message, fresh) {
    let one = bubbles.get(message.id);
    if (!one) {
      one = bubble("person", message.shown, "");
      bubbles.set(message.id, one);
      picks([]);
      one.classList.add("unsent");
      add(one, true);
    }
    if (!fresh && !("there" in one.dataset)) mark(one, words.waiting);
  },
  sent(message, told) {
    const one = bubbles.get(message.id);
    mark(one);
    bubbles.set(told.id, one);
    say(told.cut ? words.cut : "");
    if (state === "assistant" && !on.answered(told.id)) writing(true);
  },
  failed(message) { mark(bubbles.get(message.id), words.failed); },
  problem: (text) => say(text),
  net(up) { if (up && problem.dataset.net) say(""); else if (!up && !navigator.onLine) { say(words.offline); problem.dataset.net = "1"; } },
  message(told) {
    if (bubbles.has(told.id)) return;
    const mine = told.client_message_id && bubbles.get(told.client_message_id);
    if (mine) { // it is there, though the answer that said so may be lost
      bubbles.set(told.id, mine);
      mine.dataset.there = "";
      mark(mine);
      return;
    }
    const one = bubble(told.from, told.text, told.language), row = picks(told.from === "person" ? [] : told.choices);
    if (row) one.append(row);
    one.dataset.say = told.say || "";
    bubbles.set(told.id, one);
    if (told.from !== "person") { writing(false); on.last = Number(told.id); }
    add(one);
  },
  answered: (id) => (on.last || 0) > Number(id),
  state(told) {
    state = told.state;
    if (state !== "assistant") writing(false);
    if (standing.textContent !== told.text) standing.textContent = told.text;
    standing.hidden = !told.text;
  },
};

function say(text) {
  problem.textContent = text;
  problem.hidden = !text;
  delete problem.dataset.net;
}

const line = new Line("/chat/conversations", words.language, on);

function send(text, shown) {
  if (!text.trim()) return;
  say("");
  line.write(text, shown);
}

function grow() {
  box.style.height = "auto";
  box.style.height = `${Math.min(box.scrollHeight + 2, 160)}px`;
  const left = words.most - box.value.length;
  count.hidden = left > NEAR_THE_END;
  count.textContent = count.hidden ? "" : `${words.left} ${left}`;
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  if (event.submitter?.name === "choice") return;
  send(box.value);
  box.value = "";
  grow();
  box.focus();
});
document.addEventListener("click", (event) => {
  const pick = event.target.closest(".pick");
  if (!pick) return;
  event.preventDefault();
  const row = pick.closest(".picks");
  send(pick.value, row && !pick.name ? pick.textContent.trim() : pick.value);
  if (row) { row.remove(); box.focus({ preventScroll: true }); }
});
box.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  form.requestSubmit();
});
box.addEventListener("input", grow);
addEventListener("leave", () => line.leave());
addEventListener("offline", () => on.net(false));
addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });

if (document.body.classList.contains("widget")) {
  parent.postMessage("hotline: here", "*");
  addEventListener("keydown", (event) => { if (event.key === "Escape") parent.postMessage("hotline: close", "*"); });
}
line.start();
document.documentElement.dataset.chat = "ready";
