// The package's core without a framework, on an order a line of stdin: {send} says something, {read} marks all read. It says what it
// shows after every change, and how many conversations its inbox has.
import process from "node:process";
import { createInterface } from "node:readline";

const { ESCALE_CORE, ESCALE_ROOM, ESCALE_TOKEN, ESCALE_URL, ESCALE_VIEWER } = process.env;
const { Escale } = await import(ESCALE_CORE);

const session = { token: ESCALE_TOKEN, person: { id: Number(ESCALE_VIEWER), name: "" } };
const escale = new Escale({ url: ESCALE_URL, session });
const conversation = escale.conversation(Number(ESCALE_ROOM));
const releases = [conversation.retain(), escale.inbox.retain()];
const say = () => {
  const { live, messages, outbox } = conversation.state;
  const shown = messages.map(({ id, content, read }) => ({ id, content, read }));
  const inbox = escale.inbox.state.conversations.length;
  process.stdout.write(
    `${JSON.stringify({ live, messages: shown, outbox: outbox.map(({ content }) => content), inbox })}\n`,
  );
};
for (const { changed } of [conversation, escale.inbox]) changed.on(say);
escale.start();

createInterface({ input: process.stdin })
  .on("line", (line) => {
    const { send, read } = JSON.parse(line);
    if (send) conversation.send(send);
    if (read) conversation.markRead();
  })
  .on("close", () => {
    for (const release of releases) release();
    escale.stop();
  });
