// A soft sound and a blinking title when a new person waits or one of mine writes; the sound can be switched off.
const KEY = "hotline.sound";

export class Bell {
  constructor({ button, title, words }) {
    Object.assign(this, { button, title, words });
    this.on = localStorage.getItem(KEY) !== "off";
    button.hidden = false;
    button.addEventListener("click", () => this.toggle());
    document.addEventListener("visibilitychange", () => document.hidden || this.#calm());
    this.#show();
  }

  toggle() {
    this.on = !this.on;
    localStorage.setItem(KEY, this.on ? "on" : "off");
    this.#show();
    if (this.on) this.#sound();
  }

  waiting(count) {
    this.plain = count ? `(${count}) ${this.title}` : this.title;
    if (!this.blinking) document.title = this.plain;
  }

  ring(sentence) {
    if (this.on) this.#sound();
    if (!document.hidden || this.blinking) return;
    let bright = false;
    this.blinking = setInterval(() => {
      bright = !bright;
      document.title = bright ? `● ${sentence}` : this.plain;
    }, 1200);
  }

  #calm() {
    clearInterval(this.blinking);
    this.blinking = null;
    document.title = this.plain ?? this.title;
  }

  #show() {
    this.button.textContent = this.on ? this.words.sound_on : this.words.sound_off;
    this.button.setAttribute("aria-pressed", String(this.on));
  }

  #sound() {
    try {
      this.audio ??= new AudioContext();
      const start = this.audio.currentTime;
      for (const [after, pitch] of [[0, 660], [0.16, 880]]) {
        const tone = this.audio.createOscillator();
        const volume = this.audio.createGain();
        tone.frequency.value = pitch;
        volume.gain.setValueAtTime(0.0001, start + after);
        volume.gain.exponentialRampToValueAtTime(0.12, start + after + 0.02);
        volume.gain.exponentialRampToValueAtTime(0.0001, start + after + 0.3);
        tone.connect(volume).connect(this.audio.destination);
        tone.start(start + after);
        tone.stop(start + after + 0.32);
      }
    } catch {
      this.audio = null; // no sound device: the title and the list say it too
    }
  }
}
