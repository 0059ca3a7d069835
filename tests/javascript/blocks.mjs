// The document's emit blocks, as functions by the name of their event: each name on stdin runs one.
import process from "node:process";
import { createInterface } from "node:readline";
import { io } from "socket.io-client";

const { steps } = await import(process.env.ESCALE_STEPS);
const socket = io(process.env.ESCALE_URL, { auth: { token: process.env.ESCALE_TOKEN } });
socket.onAny((event, payload) => process.stdout.write(`${JSON.stringify({ event, payload })}\n`));

const run = steps(socket);
createInterface({ input: process.stdin })
  .on("line", (line) => run[JSON.parse(line).run]())
  .on("close", () => socket.disconnect());
