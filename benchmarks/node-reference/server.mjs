// What contract/evenements.md describes, done literally with Socket.IO, Sequelize and PostgreSQL on Node.
// A reference for speed only. env: PORT, DATABASE_URL, JWT_SECRET; `node server.mjs seed N` makes 2N users, N conversations
// and prints one token a line (conversation c: lines 2c and 2c+1), for sioload's --tokens.
import { createServer } from "node:http";
import jwt from "jsonwebtoken";
import { Server } from "socket.io";
import { DataTypes, Sequelize } from "sequelize";

const { PORT = "3101", DATABASE_URL, JWT_SECRET = "reference" } = process.env;
const db = new Sequelize(DATABASE_URL, { logging: false, pool: { max: 5 }, define: { underscored: true } });
const User = db.define("User", { name: DataTypes.STRING }, { tableName: "ref_users" });
const Conversation = db.define(
  "Conversation",
  { voyager_id: DataTypes.INTEGER, local_id: DataTypes.INTEGER },
  { tableName: "ref_conversations" },
);
const Message = db.define(
  "Message",
  {
    user_id: DataTypes.INTEGER,
    conversation_id: DataTypes.INTEGER,
    content: DataTypes.TEXT,
    attachment: DataTypes.TEXT,
    read: { type: DataTypes.BOOLEAN, defaultValue: false },
  },
  { tableName: "ref_messages", indexes: [{ fields: ["conversation_id", "created_at"] }] },
);

if (process.argv[2] === "seed") {
  const n = Number(process.argv[3]);
  await db.sync({ force: true });
  await User.bulkCreate(Array.from({ length: 2 * n }, (_, i) => ({ name: `u${i + 1}` })));
  await Conversation.bulkCreate(
    Array.from({ length: n }, (_, i) => ({ voyager_id: 2 * i + 1, local_id: 2 * i + 2 })),
  );
  for (let i = 1; i <= 2 * n; i++) console.log(jwt.sign({ id: i }, JWT_SECRET));
  process.exit(0);
}

const http = createServer((_, res) => res.end("ok"));
const io = new Server(http, { maxHttpBufferSize: 15e6 });
io.use(async (socket, next) => {
  try {
    socket.dbUser = await User.findByPk(jwt.verify(socket.handshake.auth.token, JWT_SECRET).id);
    socket.userId = socket.dbUser.id;
    next();
  } catch {
    next(new Error("Non authentifié"));
  }
});
io.on("connection", (socket) => {
  const mine = async (id) => {
    const c = await Conversation.findByPk(id);
    return c && (c.voyager_id === socket.userId || c.local_id === socket.userId) ? c : null;
  };
  const fail = (message) => socket.emit("error", { message });
  socket.on("join_conversation", async (id, ack) => {
    if (!(await mine(id))) return fail("Non autorisé");
    socket.join(`conversation:${id}`);
    if (typeof ack === "function") ack({ ok: true });
  });
  socket.on("leave_conversation", (id) => socket.leave(`conversation:${id}`));
  socket.on("send_message", async ({ conversation_id, content, attachment }) => {
    if (!(await mine(conversation_id))) return fail("Non autorisé");
    if (!content || content.length > 2000) return fail("Message invalide");
    const m = await Message.create({
      user_id: socket.userId,
      conversation_id,
      content,
      attachment: attachment || null,
    });
    io.to(`conversation:${conversation_id}`).emit("new_message", {
      ...m.toJSON(),
      Sender: { id: socket.userId, name: socket.dbUser.name },
    });
  });
  socket.on("typing", ({ conversation_id, isTyping }) =>
    socket
      .to(`conversation:${conversation_id}`)
      .emit("user_typing", { user_id: socket.userId, conversation_id, isTyping }),
  );
  socket.on("message_read", async ({ message_id, conversation_id }) => {
    await Message.update({ read: true }, { where: { id: message_id, conversation_id } });
    io.to(`conversation:${conversation_id}`).emit("message_read_update", {
      message_id,
      conversation_id,
      read_by: socket.userId,
    });
  });
});
await db.authenticate();
http.listen(Number(PORT), "127.0.0.1", () => console.log("ready"));
