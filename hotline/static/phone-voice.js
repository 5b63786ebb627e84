// Reads prompts aloud and listens, with what the browser itself offers.
const CLOSEST = { "fr-BE": "fr-FR", "nl-BE": "nl-NL", "ar-XA": "ar", arb: "ar" };

export class Voice {
  constructor() {
    this.on = "speechSynthesis" in window;
  }

  // Says a text after what is being said. language: a tag such as fr-BE.
  say(text, language) {
    if (!this.on || !text) return;
    const spoken = new SpeechSynthesisUtterance(text);
    spoken.lang = CLOSEST[language] ?? language;
    const voices = speechSynthesis.getVoices();
    const fits = (tag) => voices.find((voice) => voice.lang.toLowerCase().startsWith(tag.toLowerCase()));
    spoken.voice = fits(language) ?? fits(spoken.lang) ?? fits(language.slice(0, 2)) ?? null;
    speechSynthesis.speak(spoken);
  }

  // A key was pressed, or the call is over: a real line would be silent now.
  hush() {
    if ("speechSynthesis" in window) speechSynthesis.cancel();
  }

  mute(on) {
    this.on = on && "speechSynthesis" in window;
    if (!this.on) this.hush();
  }
}

// A microphone that turns speech into words, or null where the browser has none.
export function microphone(onWords, onEnd) {
  const Recognition = window.SpeechRecognition ?? window.webkitSpeechRecognition;
  if (!Recognition) return null;
  const ear = new Recognition();
  ear.onresult = (event) => onWords(event.results[0][0].transcript);
  ear.onend = onEnd;
  ear.onerror = onEnd;
  return {
    listen(language) {
      ear.lang = language;
      ear.start();
    },
    stop: () => ear.abort(),
  };
}
