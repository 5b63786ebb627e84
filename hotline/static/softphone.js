import { Feed } from "./phone-line.js";

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
  #feed;

  constructor(base, { onRing, onConnected, onHeard, onEnded, onTrouble, csrf } = {}) {
    this.base = base;
    this.csrf = csrf;
    this.tell = { onRing, onConnected, onHeard, onEnded };
    this.#feed = new Feed(base, {
      onState: (state) => this.#found(state),
      onEvent: (event) => this.#happened(event),
      onTrouble,
    });
    this.ready = this.#feed.ready;
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
    this.#feed.close();
  }

  // After a reload of the page the call is still there; after a gap it may be gone.
  #found(state) {
    const live = state.calls.find((call) => call.state !== "ended");
    if (!live) return this.#over("failed");
    if (live.sid === this.#call) return;
    this.#call = live.sid;
    if (live.state === "ringing") this.tell.onRing?.({ from: live.from });
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
    if (event.state === "ended") this.#over(event.status);
  }

  #over(status) {
    if (this.#call === null) return;
    this.#call = null;
    this.tell.onEnded?.({ status });
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
