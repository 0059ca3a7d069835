// The functions that need no server: what is shown, in which order, and what is told of typing and reading.
import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { Escale, sessionOf } from "../dist/runtime/core/index.js";
import { imageOf, isImageAlone } from "../dist/runtime/core/image.js";
import { arranged, Inbox } from "../dist/runtime/core/inbox.js";
import { beforeUnread, merged, newestUnread, withRead } from "../dist/runtime/core/messages.js";
import { Outbox } from "../dist/runtime/core/outbox.js";
import { browserStore } from "../dist/runtime/core/outbox-store.js";
import { ReadTold } from "../dist/runtime/core/reading.js";
import { Signal } from "../dist/runtime/core/signal.js";
import { Typists, TypingTold } from "../dist/runtime/core/typing.js";

const ME = 7;
const OTHER = 12;
const message = (id, more = {}) => ({ id, user_id: OTHER, read: false, content: `message ${id}`, ...more });
const ids = (messages) => messages.map(({ id }) => id);

test("messages come in any order and any number of times", () => {
  const all = [1, 2, 3, 5, 8].map((id) => message(id));
  const orders = [
    [8, 1, 5, 2, 3],
    [1, 2, 3, 5, 8],
    [8, 5, 3, 2, 1, 1, 8],
    [2, 8, 2, 1, 3, 3, 5],
  ];
  for (const order of orders) {
    const shown = order.reduce((known, id) => merged(known, [message(id)]), []);
    assert.deepEqual(shown, all);
    assert.equal(merged(shown, all), shown, "nothing new is the same list");
  }
});

test("a read mark never goes back", () => {
  const read = merged([message(1)], [message(1, { read: true })]);
  assert.equal(read[0].read, true);
  assert.equal(merged(read, [message(1)]), read);
});

test("a reader marks what others wrote", () => {
  const known = [message(1, { user_id: ME }), message(2), message(3, { user_id: ME })];
  const marked = withRead(known, OTHER, (id) => id <= 3);
  assert.deepEqual(ids(marked.filter(({ read }) => read)), [1, 3]);
  assert.equal(
    withRead(marked, OTHER, (id) => id <= 3),
    marked,
  );
});

test("what is asked for again begins before the first of one's own that nobody had read", () => {
  const mine = (id, read) => message(id, { user_id: ME, read });
  assert.equal(beforeUnread([mine(1, true), mine(2, false), message(3), mine(4, false)], ME), 1);
  assert.equal(beforeUnread([mine(1, true), message(3)], ME), Number.POSITIVE_INFINITY);
  assert.equal(beforeUnread([mine(1, false), mine(2, false), mine(3, false)], ME, 2), 1);
});

test("the newest that is to be marked is the other person's", () => {
  assert.equal(newestUnread([message(1), message(2), message(3, { user_id: ME })], ME), 2);
  assert.equal(newestUnread([message(1), message(2, { read: true })], ME), 0);
  assert.equal(newestUnread([], ME), 0);
});

test("an inbox has each conversation once, the latest activity first", () => {
  const row = (id, updatedAt, unread = 0) => ({ id, updatedAt, unread });
  const known = [row(2, "2026-05-14T09:30:00.000Z"), row(1, "2026-05-12T09:30:00.000Z")];
  const news = [row(1, "2026-05-15T09:30:00.000Z", 3), row(3, "2026-05-15T09:30:00.000Z")];
  assert.deepEqual(arranged(known, news), [news[1], news[0], known[0]]);
});

test("an image's address says how large it is and what it shows", () => {
  const full = "https://escale.example/media/a?expires=1&height=30&width=40&signature=b";
  const image = { full, small: `${full}&size=small`, width: 40, height: 30 };
  const attachment = `${full}#alt=1%20%2B%201%20%3D%202%20%26%20%C3%A9t%C3%A9`;
  assert.deepEqual(imageOf({ attachment }), { ...image, alt: "1 + 1 = 2 & été" });
  assert.deepEqual(imageOf({ attachment: full }), { ...image, alt: "" });
  assert.equal(imageOf({ attachment: null }), null);
  assert.ok(isImageAlone({ attachment, content: "Photo" }));
  assert.ok(!isImageAlone({ attachment, content: "Le port" }));
});

test("typing is told every three seconds, and taken back after five of silence", () => {
  mock.timers.enable({ apis: ["setTimeout", "Date"], now: 1_000_000 });
  const told = [];
  let connected = true;
  const typing = new TypingTold((isTyping) => connected && Boolean(told.push(isTyping)));
  for (let key = 0; key < 7; key += 1) {
    typing.typing(true);
    mock.timers.tick(1000);
  }
  assert.deepEqual(told, [true, true, true]);
  mock.timers.tick(4000);
  assert.deepEqual(told, [true, true, true, false]);
  typing.typing(false);
  assert.equal(told.length, 4, "nothing is taken back twice");
  connected = false;
  typing.typing(true);
  connected = true;
  typing.typing(true);
  assert.equal(told.length, 5, "what could not be told is told with the next key");
  mock.timers.reset();
});

test("whoever does not say again that they are writing is forgotten", () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  const typists = new Typists();
  let changes = 0;
  typists.changed.on(() => (changes += 1));
  typists.set(OTHER, true);
  mock.timers.tick(9000);
  typists.set(OTHER, true);
  mock.timers.tick(9000);
  assert.deepEqual([typists.ids, changes], [[OTHER], 1]);
  mock.timers.tick(1000);
  assert.deepEqual([typists.ids, changes], [[], 2]);
  mock.timers.reset();
});

test("what was read is told once, and again when nobody answered", async () => {
  const asked = [];
  let answer = async () => ({ ok: true });
  const reading = new ReadTold((id) => (asked.push(id), answer()));
  reading.want(3);
  assert.equal(await reading.tell(), 3);
  reading.want(2);
  assert.equal(await reading.tell(), 0);
  reading.want(5);
  answer = async () => Promise.reject(new Error("cut off"));
  assert.equal(await reading.tell(), 0);
  answer = async () => ({ ok: false, error: { code: "too_many", message: "" } });
  assert.equal(await reading.tell(), 0);
  answer = async () => ({ ok: false, error: { code: "not_allowed", message: "" } });
  assert.equal(await reading.tell(), 0);
  answer = async () => ({ ok: true });
  assert.equal(await reading.tell(), 0, "what is refused for good is not asked for again");
  assert.deepEqual(asked, [3, 5, 5, 5]);
});

test("the outbox is kept by person, and what can't be read of it is left out", () => {
  const kept = Object.assign(Object.create(null), {});
  const storage = Object.create({
    getItem: (name) => kept[name] ?? null,
    setItem(name, text) {
      if (text.length > 500) throw new Error("full");
      this[name] = kept[name] = text;
    },
    removeItem(name) {
      delete this[name];
      delete kept[name];
    },
  });
  const store = browserStore(storage);
  const item = (client_id, content = "Salut") => ({ client_id, conversation_id: 5, content, position: 1 });
  store.put(ME, item("a"));
  store.put(OTHER, item("b"));
  store.put(ME, item("c", "x".repeat(600)));
  storage.setItem(`escale-outbox:${ME}:d`, "{");
  assert.deepEqual(store.all(ME), [item("a")]);
  store.remove(ME, "a");
  assert.deepEqual([store.all(ME), store.all(OTHER)], [[], [item("b")]]);
  assert.deepEqual(browserStore(undefined).all(ME), []);
});

test("what was kept is a log-in, or nothing", () => {
  const session = { token: "t", person: { id: ME, name: "Camille" } };
  assert.deepEqual(sessionOf({ ...session, more: 1 }), session);
  const persons = [undefined, null, 5, {}, { id: "7", name: "" }, { id: ME }];
  const others = [undefined, null, "abc", {}, true, [], { token: 5 }, { ...session, token: "" }];
  for (const kept of [...others, ...persons.map((person) => ({ token: "t", person }))])
    assert.equal(sessionOf(kept), null, JSON.stringify(kept));
});

test("whoever holds a conversation shares its listeners, and the last one takes them away", () => {
  const escale = new Escale({
    url: "http://127.0.0.1:1",
    session: { token: "", person: { id: ME, name: "" } },
  });
  const events = ["new_message", "user_typing", "message_read_update", "conversation_updated"];
  const listeners = () => events.map((event) => escale.connection.socket.listeners(event).length);
  const before = listeners();
  const releases = [escale.conversation(5).retain(), escale.conversation(5).retain(), escale.inbox.retain()];
  assert.deepEqual(listeners(), [1, 1, 1, 2]);
  releases.shift()();
  assert.deepEqual(listeners(), [1, 1, 1, 2]);
  for (const release of [...releases, ...releases]) release();
  assert.deepEqual([before, listeners()], [before, before]);
  assert.equal(escale.connection.socket.active, false, "nothing was opened before it was started");
});

test("no page that was on its way takes an inbox back behind what was told meanwhile, however many are asked for at once", async () => {
  const row = (unread) => ({ id: 1, updatedAt: "2026-01-31T12:00:00.000Z", unread });
  /** @type {((page: object) => void)[]} */
  const answers = [];
  /** @type {(conversation: object) => void} */
  let tell = () => {};
  const signal = new Signal();
  const escale = {
    isStarted: true,
    me: ME,
    connection: { state: "connected", changed: signal, woken: signal },
    on(_event, listener) {
      tell = listener;
      return () => {};
    },
    api: { conversations: () => new Promise((answer) => answers.push(answer)) },
  };
  const inbox = new Inbox(/** @type {any} */ (escale));
  inbox.retain(); // asks for a page
  signal.tell(); // and again, twice
  tell(row(0));
  for (const answer of answers) answer({ conversations: [row(2)], next: null });
  await new Promise((done) => setTimeout(done, 0));
  assert.equal(answers.length, 3);
  assert.deepEqual(inbox.state, { conversations: [row(0)], unread: 0, loaded: true, hasMore: false });
});

test("an image that the server would cut the connection for is refused here, and holds up nothing behind it", async () => {
  /** @type {string[]} */
  const asked = [];
  const connection = {
    state: "connected",
    changed: { on() {} },
    /** @param {string} _event @param {{ content: string }} payload */
    async ask(_event, payload) {
      asked.push(payload.content);
      return { ok: true, message: {} };
    },
  };
  const outbox = new Outbox(/** @type {any} */ (connection), { all: () => [], put() {}, remove() {} });
  outbox.open(1);
  const large = 4 * Math.ceil((10 * 1024 * 1024) / 3);
  outbox.add({
    conversation_id: 1,
    content: "fits",
    attachment: "data:image/jpeg;base64," + "A".repeat(large),
  });
  outbox.add({
    conversation_id: 1,
    content: "too large",
    attachment: "data:image/jpeg;base64," + "A".repeat(large + 4),
  });
  outbox.add({ conversation_id: 1, content: "after" });
  await new Promise((done) => setTimeout(done, 0));
  assert.deepEqual(asked, ["fits", "after"]);
  assert.deepEqual(
    outbox.of(1).map(({ state, error }) => [state, error?.code]),
    [["failed", "attachment_too_large"]],
  );
});
