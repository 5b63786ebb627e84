// The line to the hotline: what is written goes out in its order and once, whatever the net does; answers come as a stream.

const KEY = "chat", FIRST_PAUSE_MS = 1_000, LONGEST_PAUSE_MS = 15_000, PATIENCE_MS = 20_000, DEAD_MS = 40_000;

/** What this tab remembers; a browser that keeps nothing gets a conversation until the page is left. */
const kept = {
  read() { try { return JSON.parse(sessionStorage.getItem(KEY)) || {}; } catch { return {}; } },
  write(value) { try { sessionStorage.setItem(KEY, JSON.stringify(value)); } catch { /* in memory only */ } },
};

const pause = (ms) => new Promise((done) => {
  const timer = setTimeout(done, ms);
  addEventListener("online", () => { clearTimeout(timer); done(); }, { once: true });
});

export class Line {
  /** `on`: what the page does: message, state, waiting, sent, failed, problem, net. */
  constructor(base, language, on) {
    Object.assign(this, { base, language, on, last: "", closed: false, streaming: false, sending: false });
    this.own = { pending: [], ...kept.read() };
  }

  start() {
    for (const one of this.own.pending) this.on.waiting(one, false);
    if (this.own.id && this.own.language !== this.language) this.speak();
    if (this.own.id) this.listen();
    this.flush();
  }

  /** `shown`: what the person sees of it, when that is another text than what is sent. */
  write(text, shown = text) {
    const one = { id: `w-${crypto.randomUUID?.() || Math.random().toString(36).slice(2) + Date.now()}`, text, shown };
    this.own.pending.push(one);
    this.keep();
    this.on.waiting(one, true);
    this.flush();
  }

  keep() { kept.write(this.own); }

  ask(path, body, options = {}) {
    const headers = { "Accept-Language": this.language, ...(this.own.token && path ? { Authorization: `Bearer ${this.own.token}` } : {}) };
    if (body) headers["Content-Type"] = "application/json";
    const signal = options.signal || AbortSignal.timeout?.(PATIENCE_MS);
    return fetch(this.base + path, {
      method: body ? "POST" : "GET", body: body && JSON.stringify(body), cache: "no-store", credentials: "omit",
      ...options, signal, headers: { ...headers, ...options.headers },
    });
  }

  async begin() {
    const answer = await this.ask("", { language: this.language });
    if (answer.status !== 201) return answer;
    const { id, token } = await answer.json();
    Object.assign(this.own, { id, token, language: this.language });
    Object.assign(this, { last: "", closed: false });
    this.keep();
    this.listen();
    return null;
  }

  /** One after the other: the next goes out when the one before is stored. */
  async flush() {
    if (this.sending) return;
    this.sending = true;
    for (let ms = FIRST_PAUSE_MS; this.own.pending.length;) {
      try {
        ms = await this.sendFirst() ? FIRST_PAUSE_MS : await this.later(ms);
      } catch {
        ms = await this.later(ms);
      }
    }
    this.sending = false;
  }

  async later(ms) {
    for (const one of this.own.pending) this.on.waiting(one, false);
    await pause(ms * (0.75 + Math.random() / 2));
    return Math.min(ms * 2, LONGEST_PAUSE_MS);
  }

  async sendFirst() {
    const [one] = this.own.pending;
    const answer = (!this.own.id && await this.begin())
      || await this.ask(`/${this.own.id}/messages`, { client_message_id: one.id, text: one.text });
    if (answer.status === 202) {
      this.done(one);
      this.on.sent(one, await answer.json());
      if (this.closed) this.listen();
      return true;
    }
    if (answer.status === 401 || answer.status === 409) { // over, or erased: what waits begins another
      this.forget();
      return true;
    }
    const told = await answer.json().catch(() => ({}));
    if (told.message) this.on.problem([told.message, told.call].filter(Boolean).join(" "));
    if (answer.status === 400 || answer.status === 413) {
      this.done(one);
      this.on.failed(one);
      return true;
    }
    const wait = Number(answer.headers.get("Retry-After"));
    if (wait > 0) await this.later(wait * 1_000);
    return wait > 0;
  }

  done(one) {
    this.own.pending = this.own.pending.filter((other) => other !== one);
    this.keep();
  }

  forget() {
    this.stop?.abort();
    this.own = { pending: this.own.pending };
    this.keep();
  }

  /** The quick exit: from here on nothing is kept, whatever still arrives. */
  leave() {
    this.forget();
    this.own.pending = [];
    this.keep = () => {};
  }

  /** The page is in another language than the conversation: the person chose it. */
  async speak() {
    try {
      const answer = await this.ask(`/${this.own.id}/language`, { language: this.language });
      if (answer.ok) { this.own.language = this.language; this.keep(); }
    } catch { /* the next page asks again */ }
  }

  /** Answers, until the conversation is over; taken up after the last message when the line breaks. */
  async listen() {
    if (this.streaming) return;
    this.streaming = true;
    this.closed = false;
    const id = this.own.id;
    for (let ms = FIRST_PAUSE_MS; this.own.id === id && !this.closed;) {
      try {
        if (await this.stream(id)) ms = FIRST_PAUSE_MS;
      } catch { /* the net is away */ }
      if (this.own.id !== id || this.closed) break;
      this.on.net(false);
      await pause(ms);
      ms = Math.min(ms * 2, LONGEST_PAUSE_MS);
    }
    this.streaming = false;
    if (this.own.id && this.own.id !== id) this.listen();
  }

  async stream(id) {
    this.stop = new AbortController();
    let watch = setTimeout(() => this.stop.abort(), DEAD_MS);
    const answer = await this.ask(`/${id}/events`, null, { signal: this.stop.signal, headers: { "Last-Event-ID": this.last } });
    if (answer.status === 401) { this.forget(); return false; }
    if (!answer.ok) return false;
    this.on.net(true);
    const reader = answer.body.getReader(), decoder = new TextDecoder();
    for (let rest = "", part; !(part = await reader.read()).done;) {
      clearTimeout(watch);
      watch = setTimeout(() => this.stop.abort(), DEAD_MS);
      const events = (rest + decoder.decode(part.value, { stream: true })).split("\n\n");
      rest = events.pop();
      for (const event of events) this.heard(event);
    }
    clearTimeout(watch);
    return true;
  }

  heard(event) {
    const field = (name) => event.split("\n").find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2);
    const name = field("event");
    if (!name) return;
    const told = JSON.parse(field("data"));
    if (name === "message") {
      this.last = told.id;
      this.on.message(told);
    } else if (name === "state") {
      this.closed = told.state === "closed";
      this.on.state(told);
      if (this.closed) this.stop.abort();
    }
  }
}
