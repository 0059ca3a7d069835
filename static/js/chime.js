import { sounds } from "./wishes.js";

/** Two notes: frequency in hertz, when in seconds. */
const NOTES = [
  [587.33, 0],
  [880, 0.14],
];
const LOUD = 0.12;
const LASTS = 0.5;

/** @type {AudioContext | undefined} */
let audio;

/** Browsers let no page be heard that nobody has touched: the first touch gets it ready. */
export function start() {
  for (const touch of ["pointerdown", "keydown"])
    addEventListener(touch, () => sounds() && ready(), { once: true, passive: true });
}

/** Plays it, where the browser lets the page be heard. */
export function chime() {
  const context = ready();
  if (!context) return;
  for (const [frequency, after] of NOTES) {
    const begin = context.currentTime + after;
    const [tone, volume] = [context.createOscillator(), context.createGain()];
    tone.frequency.value = frequency;
    volume.gain.setValueAtTime(0, begin);
    volume.gain.linearRampToValueAtTime(LOUD, begin + 0.02);
    volume.gain.exponentialRampToValueAtTime(0.0001, begin + LASTS);
    tone.connect(volume).connect(context.destination);
    tone.start(begin);
    tone.stop(begin + LASTS);
  }
}

function ready() {
  if (!audio && navigator.userActivation && !navigator.userActivation.hasBeenActive) return undefined;
  audio ??= new AudioContext();
  audio.resume().catch(() => {});
  return audio;
}
