// The telephone page: a handset on the simulated network.
import { developersLog } from "./phone-log.js";
import { Line } from "./phone-line.js";
import { microphone, Voice } from "./phone-voice.js";

const settings = JSON.parse(document.getElementById("settings").textContent);
const words = settings.words;
const $ = (id) => document.getElementById(id);
const RIGHT_TO_LEFT = new Set(["ar", "fa", "ps", "ur", "he"]);
const LOCALES = { fr: "fr-FR", nl: "nl-NL", en: "en-GB" };

const voice = new Voice();
let line = null;
let call = null; // { sid, incoming, since, language }
let queue = Promise.resolve(); // one request after the other: keys must keep their order

// What is shown

function show(state) {
  const live = call !== null && call.state !== "ended";
  const rings = live && call.incoming && call.state === "ringing";
  $("state").textContent = words[state] ?? words.idle;
  $("dial").hidden = live;
  $("hang-up").hidden = !live || rings;
  $("ring").hidden = !rings;
  for (const part of document.querySelectorAll("#keypad button, #words, #say, #microphone")) part.disabled = !live || rings;
  $("caller").disabled = $("other").disabled = live;
}

function bubble(kind, who, text, language = settings.locale) {
  const item = document.createElement("li");
  item.className = `bubble ${kind}`;
  const label = document.createElement("span");
  label.className = "label";
  label.textContent = kind === "hotline" ? `${who} · ${language}` : who;
  const body = document.createElement("p");
  body.lang = language;
  body.dir = kind === "hotline" ? (RIGHT_TO_LEFT.has(language.slice(0, 2)) ? "rtl" : "ltr") : "auto";
  body.append(...withLinks(text));
  item.append(label, body);
  const talk = $("talk");
  const atEnd = talk.scrollHeight - talk.scrollTop - talk.clientHeight < 80;
  talk.append(item);
  if (atEnd) talk.scrollTop = talk.scrollHeight;
}

/** The text with its addresses to be opened, as a phone shows them. */
function withLinks(text) {
  return String(text ?? "").split(/(https?:\/\/\S+)/).map((part, nth) => {
    if (nth % 2 === 0) return part;
    const link = document.createElement("a");
    link.href = link.textContent = part;
    link.rel = "noreferrer";
    link.target = "_blank";
    return link;
  });
}

function tick() {
  if (call === null || call.state === "ended") return;
  const seconds = Math.max(0, Math.floor((Date.now() - call.since) / 1000));
  const pair = (number) => String(number).padStart(2, "0");
  $("clock").textContent = `${pair(Math.floor(seconds / 60))}:${pair(seconds % 60)}`;
}

// What happens at this telephone

const happenings = {
  state(event) {
    if (event.state === "dialing" || event.state === "ringing") {
      if (call !== null && call.state !== "ended" && call.sid !== event.call) return; // busy with another call
      begin(event.call, event.state === "ringing", event.peer);
    }
    if (call?.sid !== event.call) return;
    if (event.state === "waiting") call.since = Date.now(); // from here on the clock shows the wait for a person
    call.state = event.state;
    if (event.state === "ended" || event.state === "connected") voice.hush();
    if (event.state === "ended" && !["completed", "canceled"].includes(event.status)) return show("unanswered");
    show(event.state === "on hold" ? "hold" : event.state);
  },
  heard(event) {
    if (event.kind === "say") {
      call.language = event.language;
      bubble("hotline", words.hotline, event.text, event.language);
      voice.say(event.text, event.language);
    } else {
      bubble("sound", words.hotline, event.kind === "beep" ? words.tone : event.url === "music" ? words.music : words.recording);
    }
  },
  voice(event) {
    bubble("person", words.person, event.text);
    voice.say(event.text, call.language ?? settings.locale);
  },
  said: (event) => bubble("own", words.you, event.text),
  pressed(event) {
    voice.hush();
    bubble("own key", words.pressed, event.digits);
  },
};

function begin(sid, incoming, peer) {
  call = { sid, incoming, state: "ringing", since: Date.now(), language: null };
  $("talk").replaceChildren();
  if (!incoming) return;
  nameRing(peer);
  show("ringing");
  $("answer").focus();
}

function nameRing(peer) {
  $("ring-who").textContent = /^\+/.test(peer) ? words.calls.replace("%(number)s", peer) : words.hidden;
}

const shown = new Set(); // texts, by id: one may be in the state and in an event

function text(id, sender, body) {
  if (shown.has(id)) return;
  shown.add(id);
  bubble("person", `${words.sms} · ${sender}`, body);
}

function happened(event) {
  if (event.type === "message") text(event.message, event.sender, event.body);
  else if (event.type === "state" || event.call === call?.sid) happenings[event.type]?.(event);
}

// What the person does

function ask(work) {
  queue = queue.then(work).then(() => trouble(false), () => bubble("sound", "", words.lost));
  return queue;
}

function act(action, body) {
  if (call === null || call.state === "ended") return;
  const sid = call.sid;
  ask(() => line.act(sid, action, body));
}

function trouble(on) {
  $("trouble").hidden = !on;
}

function address() {
  const typed = $("other").value.replace(/[^+\d]/g, "");
  return $("caller").value === "other" && /^\+\d{8,15}$/.test(typed) ? typed : settings.known;
}

// What is going on at this telephone, when the page opens and after every gap.
function found(state) {
  for (const one of state.messages) text(one.sid, one.from, one.body);
  const live = state.calls.find((one) => one.state !== "ended");
  if (live && live.sid !== call?.sid) {
    call = { sid: live.sid, incoming: live.direction === "incoming", state: live.state, since: Date.parse(live.since), language: null };
    nameRing(live.from);
  } else if (live) {
    call.state = live.state;
  } else if (call !== null) {
    call.state = "ended";
  }
  show(call?.state ?? "idle");
}

function plugIn() {
  if (line?.address === address()) return line.feed.ready;
  line?.close();
  line = new Line(settings.api, address(), { onState: found, onEvent: happened, onTrouble: trouble });
  return line.feed.ready;
}

$("dial").addEventListener("click", () => ask(async () => {
  await plugIn();
  await line.dial($("caller").value === "withheld");
}));
$("hang-up").addEventListener("click", () => act("hang-up"));
$("answer").addEventListener("click", () => act("answer"));
$("reject").addEventListener("click", () => act("reject"));
$("keypad").addEventListener("click", (event) => {
  const key = event.target.closest("button")?.dataset.key;
  if (key) act("keys", { digits: key });
});
document.addEventListener("keydown", (event) => {
  const typing = event.target.matches("input, textarea, select");
  if (!typing && !event.ctrlKey && !event.metaKey && !event.altKey && /^[0-9*#]$/.test(event.key)) act("keys", { digits: event.key });
});
$("speak").addEventListener("submit", (event) => {
  event.preventDefault();
  const text = $("words").value.trim();
  if (text) act("say", { text });
  $("words").value = "";
});
$("text").addEventListener("submit", (event) => {
  event.preventDefault();
  const body = $("text-body").value.trim();
  if (!body) return;
  ask(async () => {
    await line.write(body);
    bubble("own", words.sms, body);
    $("text-body").value = "";
  });
});
$("who").addEventListener("submit", (event) => event.preventDefault());
$("who").addEventListener("change", () => {
  $("other").hidden = $("caller").value !== "other";
  plugIn();
});
$("voice").addEventListener("click", () => {
  const on = $("voice").getAttribute("aria-pressed") !== "true";
  $("voice").setAttribute("aria-pressed", String(on));
  voice.mute(on);
});

const ear = microphone((text) => act("say", { text }), () => $("microphone").setAttribute("aria-pressed", "false"));
$("microphone").hidden = ear === null;
$("microphone").addEventListener("click", () => {
  $("microphone").setAttribute("aria-pressed", "true");
  voice.hush();
  ear.listen(call?.language ?? LOCALES[settings.locale]);
});

const asked = new URLSearchParams(location.search).get("number")?.replace(/^ /, "+");
if (asked) {
  $("caller").value = "other";
  $("other").hidden = false;
  $("other").value = asked;
}
developersLog(settings.api, $("developers"), $("log"), words);
setInterval(tick, 500);
plugIn();
