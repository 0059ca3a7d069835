// The package's core without a framework, on an order a line of stdin: {send} says something, {read} marks all read. It says what it
// shows after every change.
import process from "node:process";
import { createInterface } from "node:readline";

const { ESCALE_CORE, ESCALE_ROOM, ESCALE_TOKEN, ESCALE_URL, ESCALE_VIEWER } = process.env;
const { Escale } = await import(ESCALE_CORE);

const session = { token: ESCALE_TOKEN, person: { id: Number(ESCALE_VIEWER), name: "" } };
const escale = new Escale({ url: ESCALE_URL, session });
const conversation = escale.conversation(Number(ESCALE_ROOM));
const release = conversation.retain();
conversation.changed.on(() => {
  const { live, messages, outbox } = conversation.state;
  const shown = messages.map(({ id, content, read }) => ({ id, content, read }));
  process.stdout.write(
    `${JSON.stringify({ live, messages: shown, outbox: outbox.map(({ content }) => content) })}\n`,
  );
});
escale.start();

createInterface({ input: process.stdin })
  .on("line", (line) => {
    const { send, read } = JSON.parse(line);
    if (send) conversation.send(send);
    if (read) conversation.markRead();
  })
  .on("close", () => {
    release();
    escale.stop();
  });
