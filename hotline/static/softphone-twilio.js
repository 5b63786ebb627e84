// The dispatcher's telephone on Twilio. The same methods as SimulatedSoftphone in softphone.js.
// Needs twilio.min.js of @twilio/voice-sdk on the page (window.Twilio).
export class TwilioSoftphone {
  #device = null;
  #call = null;

  // tokens: where a token is fetched, "/api/softphone-token"
  constructor(tokens, { onRing, onConnected, onHeard, onEnded, onTrouble, csrf } = {}) {
    this.tokens = tokens;
    this.csrf = csrf;
    this.tell = { onRing, onConnected, onHeard, onEnded, onTrouble };
    this.ready = this.#open();
  }

  answer() {
    this.#call?.accept();
    return Promise.resolve(this.#call !== null);
  }

  reject() {
    this.#call?.reject();
    return Promise.resolve(this.#call !== null);
  }

  hangUp() {
    this.#call?.disconnect();
    return Promise.resolve(this.#call !== null);
  }

  // A real telephone hears the microphone.
  say() {
    return Promise.resolve(false);
  }

  keys(digits) {
    this.#call?.sendDigits(digits);
    return Promise.resolve(this.#call !== null);
  }

  close() {
    this.#device?.destroy();
  }

  async #token() {
    const response = await fetch(this.tokens, { cache: "no-store" });
    if (!response.ok) throw new Error(String(response.status));
    return (await response.json()).token;
  }

  async #open() {
    try {
      this.#device = new window.Twilio.Device(await this.#token(), { edge: "roaming", closeProtection: true });
      this.#device.on("registered", () => this.tell.onTrouble?.(false));
      this.#device.on("unregistered", () => this.tell.onTrouble?.(true));
      this.#device.on("error", () => this.tell.onTrouble?.(true));
      this.#device.on("incoming", (call) => this.#ring(call));
      this.#device.on("tokenWillExpire", () => this.#renew());
      await this.#device.register();
    } catch {
      this.tell.onTrouble?.(true);
      this.#device?.destroy();
      setTimeout(() => this.#open(), 5000);
    }
  }

  async #renew() {
    try {
      this.#device.updateToken(await this.#token());
    } catch {
      setTimeout(() => this.#renew(), 1000);
    }
  }

  #ring(call) {
    this.#call = call;
    const ended = (status) => {
      if (this.#call !== call) return;
      this.#call = null;
      this.tell.onEnded?.({ status });
    };
    call.on("accept", () => this.tell.onConnected?.());
    call.on("disconnect", () => ended("completed"));
    call.on("cancel", () => ended("canceled"));
    call.on("reject", () => ended("busy"));
    call.on("error", () => ended("failed"));
    this.tell.onRing?.({ from: call.parameters.From });
  }
}
