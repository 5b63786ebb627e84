// A button on somebody's page, and the chat in a frame above it. Above these lines: WORDS, RTL, BASE.

const script = document.currentScript;
const asked = (script?.dataset.language || document.documentElement.lang || navigator.language || "fr").slice(0, 2).toLowerCase();
const language = WORDS[asked] ? asked : "fr";
const [open, close, newPage] = WORDS[language];
const base = script?.src ? new URL(script.src).origin : BASE;
const address = `${base}/${language}/chat`;
const READY_MS = 8_000;
const FONT = "600 16px/1.3 system-ui, sans-serif";

const styled = (tag, style, more = {}) => {
  const one = Object.assign(document.createElement(tag), more);
  Object.assign(one.style, style); // set by script: a page that forbids inline styles allows it
  return one;
};

const host = styled("div", { position: "fixed", zIndex: "2147483000", insetInlineEnd: "16px", bottom: "16px" });
host.dir = RTL.includes(language) ? "rtl" : "ltr";
host.lang = language;
const root = host.attachShadow({ mode: "open" });
const BUTTON = {
  minHeight: "48px", padding: "10px 20px", border: "2px solid #ffffff", borderRadius: "26px", color: "#ffffff",
  background: "#0b5cad", font: FONT, cursor: "pointer", boxShadow: "0 2px 10px rgb(0 0 0 / 30%)",
};
const button = styled("button", BUTTON, { type: "button", textContent: open });
button.setAttribute("aria-expanded", "false");
button.setAttribute("aria-haspopup", "dialog");
root.append(button);
let panel, frame, ready;

function show() {
  if (!panel) build();
  panel.style.display = "flex";
  button.style.display = "none";
  button.setAttribute("aria-expanded", "true");
  frame.focus();
}

function hide() {
  if (!panel || panel.style.display === "none") return;
  panel.style.display = "none";
  button.style.display = "";
  button.setAttribute("aria-expanded", "false");
  button.focus();
}

function build() {
  panel = styled("div", {
    display: "flex", flexDirection: "column", width: "min(400px, calc(100vw - 32px))", height: "min(640px, calc(100vh - 32px))",
    background: "#ffffff", border: "1px solid #868f99", borderRadius: "12px", overflow: "hidden", boxShadow: "0 4px 24px rgb(0 0 0 / 35%)",
  });
  panel.setAttribute("role", "dialog");
  panel.setAttribute("aria-label", open);
  const away = styled("button", { ...BUTTON, minHeight: "44px", border: "0", borderRadius: "0", boxShadow: "none", textAlign: "end" }, { type: "button", textContent: `${close} ✕` });
  away.addEventListener("click", hide);
  frame = styled("iframe", { flex: "1", width: "100%", border: "0" }, { src: `${address}?widget=1`, title: open, referrerPolicy: "no-referrer" });
  panel.append(away, frame);
  panel.addEventListener("keydown", (event) => { if (event.key === "Escape") hide(); });
  root.append(panel);
  setTimeout(() => { if (!ready) elsewhere(); }, READY_MS);
}

/** This page may not show our frame (HOTLINE_WIDGET_ORIGINS), or the net is away: a plain link does it. */
function elsewhere() {
  const link = styled("a", { ...BUTTON, margin: "24px", textAlign: "center", textDecoration: "none" }, { href: address, target: "_blank", rel: "noopener", textContent: newPage });
  frame.replaceWith(link);
  frame = link;
}

addEventListener("message", (event) => {
  if (event.origin !== base || event.source !== frame?.contentWindow) return;
  if (event.data === "hotline: here") ready = true;
  if (event.data === "hotline: close") hide();
});
button.addEventListener("click", show);
document.body ? document.body.append(host) : addEventListener("DOMContentLoaded", () => document.body.append(host));
