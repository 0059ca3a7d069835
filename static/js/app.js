// Each behaviour stands alone: one that can't be loaded or started leaves the others, and the plain pages, at work.
document.documentElement.classList.add("js");

const behaviours = [
  import("./session.js"),
  import("./fresh.js"),
  import("./banner.js"),
  import("./messages.js"),
  import("./scroll.js"),
  import("./latest.js"),
  import("./divider.js"),
  import("./catch-up.js"),
  import("./older.js"),
  import("./outbox-bubbles.js"),
  import("./outbox-sender.js"),
  import("./composer.js"),
  import("./draft.js"),
  import("./leaving.js"),
  import("./grow.js"),
  import("./photo.js"),
  import("./lightbox.js"),
  import("./typing.js"),
  import("./typing-shown.js"),
  import("./read.js"),
  import("./unread.js"),
  import("./inbox.js"),
  import("./zone.js"),
  import("./theme.js"),
  import("./chime.js"),
  import("./alerts.js"),
  import("./alert-choice.js"),
];

run();

async function run() {
  for (const loaded of await Promise.allSettled(behaviours)) {
    try {
      if (loaded.status === "rejected") throw loaded.reason;
      loaded.value.start();
    } catch (error) {
      reportError(error);
    }
  }
  // Last: whatever the server says first must find every listener in place.
  const { socket } = await import("./socket.js");
  socket.connect();
}
