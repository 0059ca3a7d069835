// Forms that a passkey answers. It stands apart from the other scripts because pages before the log-in have none of these.
// A form says what is asked (data-question, as JSON) and whether a key is to be made or shown (data-passkey).

const MADE = ["clientDataJSON", "attestationObject"];
const SHOWN = ["clientDataJSON", "authenticatorData", "signature", "userHandle"];

if ("credentials" in navigator && "PublicKeyCredential" in window) {
  for (const form of document.querySelectorAll("form")) {
    if (form.dataset.passkey) start(form);
  }
}

/** @param {HTMLFormElement} form */
function start(form) {
  for (const part of form.querySelectorAll("[data-without]")) part.remove();
  for (const part of form.querySelectorAll("[data-with]")) part.removeAttribute("hidden");
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const failed = form.querySelector("[data-failed]");
    failed?.setAttribute("hidden", "");
    try {
      const field = form.elements.namedItem("passkey");
      const answer = await ask(form.dataset.passkey ?? "", JSON.parse(form.dataset.question ?? ""));
      if (!(field instanceof HTMLInputElement) || !answer) throw new Error("no answer");
      field.value = JSON.stringify(answer);
      form.submit();
    } catch {
      // Whatever it was (given up, too slow, no key), the person only has to know that it did not work.
      failed?.removeAttribute("hidden");
    }
  });
}

/**
 * @param {string} how "create" or "get"
 * @param {any} question its binary parts in base64url, as they are in the answer
 */
async function ask(how, question) {
  const publicKey = { ...question, challenge: bytes(question.challenge) };
  if (question.user) publicKey.user = { ...question.user, id: bytes(question.user.id) };
  for (const list of ["excludeCredentials", "allowCredentials"]) {
    publicKey[list] = question[list]?.map((/** @type {any} */ one) => ({ ...one, id: bytes(one.id) }));
  }
  const made = how === "create";
  const asked = { publicKey };
  const given = await (made ? navigator.credentials.create(asked) : navigator.credentials.get(asked));
  if (!(given instanceof PublicKeyCredential)) return null;
  const response = /** @type {any} */ (given.response);
  const parts = (made ? MADE : SHOWN).filter((name) => response[name]);
  return {
    id: given.id,
    rawId: text(given.rawId),
    type: given.type,
    response: Object.fromEntries(parts.map((name) => [name, text(response[name])])),
  };
}

/** @param {string} encoded */
function bytes(encoded) {
  const binary = atob(encoded.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(binary, (character) => character.charCodeAt(0));
}

/** @param {ArrayBuffer} buffer */
function text(buffer) {
  const binary = String.fromCharCode(...new Uint8Array(buffer));
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}
