// The telephone on the desk: Twilio's in the browser, or the simulated network's in the demo; both have the same shape.
const LOOK_S = 15; // how long after a click a ring is answered without asking

export class Telephone {
  constructor({ words, byId, changed }) {
    Object.assign(this, { words, byId, changed });
    this.expectedUntil = 0;
    this.mine = null; // the reservation that the server says is mine
    this.ringing = false;
    this.talking = false;
  }

  async start() {
    const callbacks = {
      onRing: () => this.#rings(),
      onConnected: () => this.#connected(),
      onHeard: (line) => this.#heard(line),
      onEnded: () => this.#ended(),
      onTrouble: (isDown) => this.#trouble(isDown),
      csrf: this.words.csrf,
    };
    this.byId("answer").addEventListener("click", () => this.#answer());
    this.byId("speak").addEventListener("submit", (event) => this.#speak(event));
    try {
      if (this.words.softphone === "simulated") {
        const { SimulatedSoftphone } = await import("./softphone.js");
        this.line = new SimulatedSoftphone("/local/softphone", callbacks);
      } else {
        const { TwilioSoftphone } = await import("./softphone-twilio.js");
        this.line = new TwilioSoftphone("/api/softphone-token", callbacks);
      }
    } catch {
      this.#trouble(true);
    }
  }

  // A short trouble is not worth a word: the telephone tries again by itself.
  #trouble(isDown) {
    clearTimeout(this.worry);
    if (isDown) this.worry = setTimeout(() => this.#say(this.words.phone_silent, true), 4000);
    else if (this.silent && !this.talking) this.byId("phone").hidden = true;
    if (!isDown) this.silent = false;
  }

  /** I have just clicked: the ring that comes now is answered at once. */
  expect() {
    this.expectedUntil = Date.now() + LOOK_S * 1000;
  }

  /** What the server says about my call. */
  follow({ mine, answersOn }) {
    const changed = mine !== this.mine;
    this.mine = mine ?? null;
    if (mine && changed && answersOn !== "phone") this.expect();
    if (mine && this.ringing) this.#answer();
    if (!mine && changed && !this.talking && !this.ringing) this.byId("phone").hidden = true;
  }

  #rings() {
    this.ringing = true;
    this.#say(this.words.phone_rings);
    if (this.mine || Date.now() < this.expectedUntil) this.#answer();
    else this.byId("answer").hidden = false;
    this.changed();
  }

  #answer() {
    this.byId("answer").hidden = true;
    this.ringing = false;
    this.line.answer();
  }

  #connected() {
    if (!this.talking) this.byId("heard").replaceChildren();
    this.ringing = false;
    this.talking = true;
    this.byId("speak").hidden = this.words.softphone !== "simulated";
    this.byId("answer").hidden = true;
    this.#say(this.words.phone_talking);
    this.changed();
  }

  #ended() {
    this.ringing = this.talking = false;
    this.byId("answer").hidden = true;
    this.byId("speak").hidden = true;
    this.#say(this.words.phone_over);
    this.changed();
  }

  #heard({ text, who }) {
    this.#line(text, who === "hotline" ? this.words.hotline : this.words.caller);
  }

  #speak(event) {
    event.preventDefault();
    const said = this.byId("words").value.trim();
    if (!said) return;
    this.line.say(said);
    this.#line(said, this.words.you, "mine");
    this.byId("words").value = "";
  }

  #line(text, who, kind = "") {
    const line = document.createElement("li");
    const name = document.createElement("small");
    name.textContent = who;
    const said = document.createElement("span");
    said.textContent = text;
    said.dir = "auto";
    line.className = kind;
    line.append(name, said);
    this.byId("heard").append(line);
    line.scrollIntoView({ block: "nearest" });
  }

  #say(sentence, silent = false) {
    this.silent = silent;
    this.byId("phone").hidden = false;
    this.byId("phone-state").textContent = sentence;
  }
}
