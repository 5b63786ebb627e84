// How waits are written and drawn: the same rules as hotline/console/shown.py.
export function clock(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  const two = (n) => String(n).padStart(2, "0");
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  return hours ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${two(minutes)}:${two(whole % 60)}`;
}

export function fill(seconds) {
  return Math.max(0, Math.min(100, Math.floor(seconds / 6)));
}

export function mood(seconds) {
  if (seconds >= 480) return "red";
  return seconds >= 300 ? "amber" : "calm";
}
