import type { Refusal } from "../contract.js";

/** Written, and not acknowledged yet. */
export interface Waiting {
  client_id: string;
  conversation_id: number;
  content: string;
  /** A data URL. */
  attachment?: string;
  /** What it shows, for whoever does not see it. */
  attachment_alt?: string;
  createdAt: string;
  /** Failed: the server refused it, for a reason that will not pass by itself. */
  state: "waiting" | "failed";
  error: Refusal | null;
  /** The order of writing. */
  position: number;
}

/** Where it is kept from one page to the next. What can't be stored lives as long as the page. */
export interface OutboxStore {
  all(owner: number): Waiting[];
  put(owner: number, item: Waiting): void;
  remove(owner: number, client_id: string): void;
}

/** In localStorage, an entry a message, so that two tabs don't write over one another. */
export function browserStore(storage: Storage | undefined = available()): OutboxStore {
  const prefix = (owner: number) => `escale-outbox:${owner}:`;
  return {
    all(owner) {
      const names = Object.keys(storage ?? {}).filter((name) => name.startsWith(prefix(owner)));
      return names.flatMap((name) => readable(storage?.getItem(name) ?? null));
    },
    put(owner, item) {
      try {
        storage?.setItem(prefix(owner) + item.client_id, JSON.stringify(item));
      } catch {
        storage?.removeItem(prefix(owner) + item.client_id); // full: an earlier state of it would be wrong
      }
    },
    remove(owner, client_id) {
      storage?.removeItem(prefix(owner) + client_id);
    },
  };
}

function readable(text: string | null): Waiting[] {
  try {
    const item = JSON.parse(text ?? "") as Waiting;
    return item.client_id && item.content ? [item] : [];
  } catch {
    return [];
  }
}

/** Reading the property itself raises where the browser is told to keep nothing. */
function available(): Storage | undefined {
  try {
    return globalThis.localStorage;
  } catch {
    return undefined;
  }
}
