// One telephone on the simulated network: what happens at it, and what its person does.
export class Line {
  #source = null;

  constructor(api, address, { onEvent, onTrouble }) {
    this.api = api;
    this.address = address;
    this.path = `${api}phones/${encodeURIComponent(address)}`;
    this.onEvent = onEvent;
    this.onTrouble = onTrouble;
  }

  // Follows the telephone from now on. Resolves with what is going on at this moment.
  async open() {
    const state = await (await fetch(this.path, { cache: "no-store" })).json();
    this.#source = new EventSource(`${this.path}/events?after=${state.last}`);
    this.#source.onmessage = (message) => this.onEvent(JSON.parse(message.data));
    this.#source.onerror = () => this.onTrouble(true);
    this.#source.onopen = () => this.onTrouble(false);
    return state;
  }

  close() {
    this.#source?.close();
    this.#source = null;
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
