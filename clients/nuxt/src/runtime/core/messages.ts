import type { MessagePayload } from "../contract.js";

export type Messages = readonly MessagePayload[];

/** Both, each message once, in the order of their ids, however often and in whatever order they come. The same list when nothing is new. */
export function merged(known: Messages, news: Messages): Messages {
  const byId = new Map(known.map((message) => [message.id, message]));
  let changed = false;
  for (const message of news) {
    const present = byId.get(message.id);
    if (present && (present.read || !message.read)) continue;
    byId.set(message.id, present ? { ...present, read: true } : message);
    changed = true;
  }
  return changed ? [...byId.values()].sort((one, other) => one.id - other.id) : known;
}

/** With those read that `reader` has not written and `isMeant` finds. A read mark never goes back. */
export function withRead(known: Messages, reader: number, isMeant: (id: number) => boolean): Messages {
  const isNew = (message: MessagePayload) =>
    !message.read && message.user_id !== reader && isMeant(message.id);
  return known.some(isNew)
    ? known.map((message) => (isNew(message) ? { ...message, read: true } : message))
    : known;
}

export function newestId(messages: Messages): number {
  return messages.at(-1)?.id ?? 0;
}

/** The newest message that somebody else than `reader` has written and `reader` has not read. */
export function newestUnread(messages: Messages, reader: number): number {
  const newest = messages.findLast((message) => message.user_id !== reader);
  return newest && !newest.read ? newest.id : 0;
}

/** The place before the first of `writer`'s last messages that nobody had read: asked from there, the server says which were read since. */
export function beforeUnread(messages: Messages, writer: number, remembered = 50): number {
  const own = messages.filter((message) => message.user_id === writer).slice(-remembered);
  const unread = own.find((message) => !message.read);
  return unread ? unread.id - 1 : Number.POSITIVE_INFINITY;
}
