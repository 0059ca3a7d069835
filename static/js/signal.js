/** @import { Signal } from "./types.js" */

/**
 * Something that happens, and those who want to know. One that fails doesn't keep it from the others.
 *
 * @template T
 * @returns {Signal<T>}
 */
export function signal() {
  /** @type {Set<(value: T) => void>} */
  const listeners = new Set();
  return {
    on(listener) {
      listeners.add(listener);
    },
    tell(value) {
      for (const listener of listeners) {
        try {
          listener(value);
        } catch (error) {
          reportError(error);
        }
      }
    },
  };
}
