import type { Stop } from "./signal.js";

/** The page may have slept: a tab shown again, a page taken back from the browser's history, a network that returned. */
export function onWake(wake: () => void): Stop {
  if (typeof document === "undefined") return () => undefined;
  const shown = () => document.visibilityState === "visible" && wake();
  const back = (event: PageTransitionEvent) => event.persisted && wake();
  document.addEventListener("visibilitychange", shown);
  addEventListener("pageshow", back);
  addEventListener("online", wake);
  return () => {
    document.removeEventListener("visibilitychange", shown);
    removeEventListener("pageshow", back);
    removeEventListener("online", wake);
  };
}
