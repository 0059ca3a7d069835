/** @import { Waiting } from "./types.js" */

const PATIENCE = 3000;

/** What can't be stored (private windows, a full disk) lives as long as the page.
 * @type {Map<string, Waiting>} */
const memory = new Map();

/** @type {Promise<IDBDatabase> | undefined} */
let opening;

/**
 * What a person has written and the server has not acknowledged, in the order of writing.
 *
 * @param {number} viewerId
 * @returns {Promise<Waiting[]>}
 */
export async function all(viewerId) {
  /** @type {Waiting[]} */
  let stored = [];
  try {
    stored = await within((items) => items.index("viewerId").getAll(viewerId), "readonly");
  } catch {
    // then there is what memory has
  }
  const remembered = [...memory.values()].filter((item) => item.viewerId === viewerId);
  return [...stored, ...remembered].sort((one, other) => one.position - other.position);
}

/** Whether anything is stored in this browser, whosever it is. */
export async function any() {
  const stored = await within((items) => items.count(), "readonly").catch(() => 0);
  return stored > 0;
}

/** @param {Waiting} item */
export async function put(item) {
  try {
    await within((items) => items.put(item));
    memory.delete(item.clientId);
  } catch {
    memory.set(item.clientId, item);
  }
}

/** @param {string} clientId */
export async function remove(clientId) {
  memory.delete(clientId);
  await within((items) => items.delete(clientId)).catch(() => {});
}

/**
 * The result of one request, once its transaction is on disk.
 *
 * @template T
 * @param {(items: IDBObjectStore) => IDBRequest<T>} ask
 * @param {IDBTransactionMode} [mode]
 * @returns {Promise<T>}
 */
async function within(ask, mode = "readwrite") {
  opening ??= open();
  const database = await opening.catch((error) => {
    opening = undefined;
    throw error;
  });
  return new Promise((resolve, reject) => {
    const transaction = database.transaction("items", mode);
    const request = ask(transaction.objectStore("items"));
    transaction.oncomplete = () => resolve(request.result);
    transaction.onabort = () => reject(transaction.error);
  });
}

/** @returns {Promise<IDBDatabase>} */
function open() {
  return new Promise((resolve, reject) => {
    // Some browsers neither open nor refuse when their storage is damaged.
    setTimeout(() => reject(new Error("IndexedDB does not answer")), PATIENCE);
    const request = indexedDB.open("escale-outbox", 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore("items", { keyPath: "clientId" }).createIndex("viewerId", "viewerId");
    };
    request.onerror = () => reject(request.error);
    request.onsuccess = () => {
      request.result.onclose = () => {
        opening = undefined;
      };
      resolve(request.result);
    };
  });
}
