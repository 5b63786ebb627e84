// What the network and the hotline say to each other, for developers: newest first, only while it is unfolded.
const MOST = 200;

export function developersLog(api, details, list, words) {
  let source = null;
  details.addEventListener("toggle", () => {
    if (!details.open) {
      source?.close();
      source = null;
      return;
    }
    list.replaceChildren();
    source = new EventSource(`${api}log`);
    source.onmessage = (message) => {
      list.prepend(entry(JSON.parse(message.data), words));
      while (list.children.length > MOST) list.lastChild.remove();
    };
  });
}

function entry(item, words) {
  const row = document.createElement("li");
  const time = item.at.slice(11, 19);
  if (item.type === "warning") {
    row.className = "warning";
    row.append(line("p", `${time} ${item.error}`), line("code", item.url));
    return row;
  }
  const path = new URL(item.url);
  const summary = line("summary", `${time} ${item.method} ${path.pathname}${path.search} → ${item.error || item.status} (${item.ms} ms)`);
  const about = document.createElement("details");
  const params = Object.entries(item.params).filter(([, value]) => value !== "");
  about.append(summary, line("h3", words.request), line("pre", params.map(([name, value]) => `${name}: ${value}`).join("\n")));
  if (item.body) about.append(line("h3", words.answer), line("pre", pretty(item.body)));
  row.append(about);
  return row;
}

function line(tag, text) {
  const element = document.createElement(tag);
  element.textContent = text;
  return element;
}

// A line break before every verb reads better than one long line.
function pretty(xml) {
  return xml.replace(/>\s*</g, ">\n<");
}
