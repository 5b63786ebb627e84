// The dispatcher's telephone on the simulated network. The same methods as TwilioSoftphone in softphone-twilio.js.
//
// base: "/local/softphone". Handlers, all optional:
//   onRing({ from })            somebody is given to us: answer() or reject()
//   onConnected()               we are on the line (first alone, then with the caller)
//   onHeard({ text, who })      what the other says, as text; who: "person" or "hotline"
//   onEnded({ status })         completed, canceled, no-answer …
//   onTrouble(isDown)           the telephone cannot ring at the moment, or can again
export class SimulatedSoftphone {
  #call = null;
  #source = null;

  constructor(base, { onRing, onConnected, onHeard, onEnded, onTrouble, csrf } = {}) {
    this.base = base;
    this.csrf = csrf;
    this.tell = { onRing, onConnected, onHeard, onEnded, onTrouble };
    this.ready = this.#open();
  }

  answer() {
    return this.#act("answer");
  }

  reject() {
    return this.#act("reject");
  }

  hangUp() {
    return this.#act("hang-up");
  }

  say(text) {
    return this.#act("say", { text });
  }

  keys(digits) {
    return this.#act("keys", { digits });
  }

  close() {
    this.#source?.close();
    this.#source = null;
  }

  async #open() {
    try {
      const response = await fetch(this.base, { cache: "no-store" });
      if (!response.ok) throw new Error(String(response.status));
      const state = await response.json();
      for (const call of state.calls) this.#pickUpWhereWeWere(call);
      this.#source = new EventSource(`${this.base}/events?after=${state.last}`);
      this.#source.onmessage = (message) => this.#happened(JSON.parse(message.data));
      this.#source.onerror = () => this.tell.onTrouble?.(true);
      this.#source.onopen = () => this.tell.onTrouble?.(false);
    } catch {
      this.tell.onTrouble?.(true);
      setTimeout(() => this.#open(), 2000);
    }
  }

  // After a reload of the page the call is still there.
  #pickUpWhereWeWere(call) {
    if (call.state === "ended") return;
    this.#call = call.sid;
    if (call.state === "ringing") this.tell.onRing?.({ from: call.from });
    else this.tell.onConnected?.();
  }

  #happened(event) {
    if (event.type === "state" && event.state === "ringing") {
      this.#call = event.call;
      this.tell.onRing?.({ from: event.peer });
    }
    if (event.call !== this.#call) return;
    if (event.type === "voice") this.tell.onHeard?.({ text: event.text, who: "person" });
    if (event.type === "heard" && event.kind === "say") this.tell.onHeard?.({ text: event.text, who: "hotline" });
    if (event.type !== "state") return;
    if (event.state === "talking" || event.state === "connected") this.tell.onConnected?.();
    if (event.state === "ended") {
      this.#call = null;
      this.tell.onEnded?.({ status: event.status });
    }
  }

  async #act(action, body = {}) {
    if (this.#call === null) return false;
    const response = await fetch(`${this.base}/calls/${this.#call}/${action}`, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": this.csrf },
      body: JSON.stringify(body),
    });
    return response.ok;
  }
}
