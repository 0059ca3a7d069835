export { io } from "../vendor/socket.io.esm.min.js";
