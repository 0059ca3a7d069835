// What a Nuxt developer writes, checked by `make check`: what the contract has compiles, what it has not does not.
import { io, type Socket } from "socket.io-client";
import type { ClientToServerEvents, ServerToClientEvents } from "../../docs/contract/escale";

const socket: Socket<ServerToClientEvents, ClientToServerEvents> = io("http://127.0.0.1:5000", {
  auth: { token: "…" },
});

socket.emit("join_conversation", 5);
socket.emit("join_conversation", { conversation_id: 5, after_id: 1041 }, (answer) => {
  if (answer.ok) console.log(answer.messages?.length, answer.has_more);
  else console.log(answer.error.code, answer.error.message);
});
socket.emit("send_message", { conversation_id: 5, content: "Salut !" }, (answer) => {
  if (answer.ok) console.log(answer.message.id);
});
socket.emit("typing", { conversation_id: 5, isTyping: true });
socket.on("new_message", (message) =>
  console.log(message.Sender.name, message.content, message.attachment ?? ""),
);
socket.on("user_typing", ({ user_id, isTyping }) => console.log(user_id, isTyping));

// @ts-expect-error -- no such event
socket.emit("send_mesage", { conversation_id: 5, content: "Salut !" });
// @ts-expect-error -- the content is wanted
socket.emit("send_message", { conversation_id: 5 });
// @ts-expect-error -- a number
socket.emit("join_conversation", "5");
// @ts-expect-error -- no such key
socket.on("new_message", (message) => console.log(message.text));
// @ts-expect-error -- no such event
socket.on("new_mesage", () => undefined);
