// What a Nuxt developer writes, compiled in an app made of the README's ten lines (make test-nuxt): what the contract has compiles,
// what it has not does not.
const { api, ask, connection, on, person, socket } = useEscale();
const { error, messages, outbox, send, typists } = useConversation(() => 5);
const { conversations } = useInbox();

on("new_message", (message) => console.log(message.Sender.name, message.content));
const answer = await ask("join_conversation", { conversation_id: 5, after_id: 1041 });
if (answer.ok) console.log(answer.messages?.length, answer.has_more);
else console.log(answer.error.code, answer.error.message);
socket?.emit("send_message", { conversation_id: 5, content: "Salut !" });
await send("Salut !");
const name: string | undefined = person.value?.name;
const lost: boolean = connection.value === "lost";
const told: (string | number)[] = [messages.value[0]!.content, typists.value[0]!, outbox.value[0]!.client_id];
const unread: number = conversations.value[0]!.unread;
const cities: string[] = (await api.locals({ q: "malo" })).locals.map((local) => local.city);
console.log(name, lost, told, unread, cities);

// @ts-expect-error -- no such code
if (!answer.ok) console.log(answer.error.code === "to_many");
// @ts-expect-error -- no such code
console.log(error.value?.code === "unreachible");
// @ts-expect-error -- no such event
on("new_mesage", () => undefined);
// @ts-expect-error -- no such key
on("new_message", (message) => console.log(message.text));
// @ts-expect-error -- no such event
await ask("send_mesage", { conversation_id: 5, content: "Salut !" });
// @ts-expect-error -- the content is wanted
await ask("send_message", { conversation_id: 5 });
// @ts-expect-error -- no such event
socket?.emit("joinConversation", 5);
// @ts-expect-error -- a number
useConversation("5");
// @ts-expect-error -- no such state
console.log(connection.value === "offline");
// @ts-expect-error -- the configuration knows no such key
defineNuxtConfig({ escale: { adress: "http://127.0.0.1:5000" } });

export {};
