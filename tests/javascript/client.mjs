// socket.io-client with its stock options, on an order a line of stdin: {emit, with} is answered by its acknowledgement.
import process from "node:process";
import { createInterface } from "node:readline";
import { io } from "socket.io-client";

const socket = io(process.env.ESCALE_URL, { auth: { token: process.env.ESCALE_TOKEN }, reconnection: false });

socket.io.on("open", () => {
  tell({ transport: socket.io.engine.transport.name });
  socket.io.engine.on("upgrade", (transport) => tell({ upgraded: transport.name }));
});
socket.on("connect", () => tell({ connected: true }));
socket.on("connect_error", (refused) => tell({ refused: refused.message, data: refused.data }));
socket.onAny((event, payload) => tell({ event, payload }));

createInterface({ input: process.stdin })
  .on("line", async (line) => {
    const order = JSON.parse(line);
    tell({ acknowledged: await socket.emitWithAck(order.emit, order.with) });
  })
  .on("close", () => socket.disconnect());

function tell(what) {
  process.stdout.write(`${JSON.stringify(what)}\n`);
}
