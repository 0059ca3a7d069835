// The vendored file is minified and not committed: its types are those of the package that it is copied from.
export { io, type Socket } from "socket.io-client";
