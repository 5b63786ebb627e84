// One telephone on the simulated network: what happens at it, and what its person does.

// Follows a telephone for good: through lost connections, and through a network that starts anew.
//   path: the telephone's URL; onState({ calls }) first and after every gap; onEvent; onTrouble(isDown)
export class Feed {
  #source = null;
  #again = null;
  #closed = false;

  constructor(path, { onState, onEvent, onTrouble }) {
    this.path = path;
    this.tell = { onState, onEvent, onTrouble };
    this.ready = this.#open();
  }

  close() {
    this.#closed = true;
    clearTimeout(this.#again);
    this.#source?.close();
  }

  async #open() {
    try {
      const response = await fetch(this.path, { cache: "no-store" });
      if (!response.ok) throw new Error(String(response.status));
      const state = await response.json();
      if (this.#closed) return;
      this.tell.onState?.(state);
      this.tell.onTrouble?.(false);
      this.#source = new EventSource(`${this.path}/events?after=${state.last}`);
      this.#source.onmessage = (message) => this.tell.onEvent?.(JSON.parse(message.data));
      this.#source.onerror = () => this.#lost();
    } catch {
      this.#lost();
    }
  }

  #lost() {
    this.#source?.close();
    if (this.#closed) return;
    this.tell.onTrouble?.(true);
    this.#again = setTimeout(() => this.#open(), 1000);
  }
}

export class Line {
  constructor(api, address, handlers) {
    this.api = api;
    this.address = address;
    this.path = `${api}phones/${encodeURIComponent(address)}`;
    this.feed = new Feed(this.path, handlers);
  }

  close() {
    this.feed.close();
  }

  dial(withheld) {
    return this.#post(`${this.path}/dial`, { withheld });
  }

  write(body) {
    return this.#post(`${this.path}/messages`, { body });
  }

  // action: keys, say, answer, reject, hang-up
  act(call, action, body = {}) {
    return this.#post(`${this.api}calls/${call}/${action}`, body);
  }

  async #post(url, body) {
    const response = await fetch(url, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(String(response.status));
    return response.json();
  }
}
