import { defineNuxtPlugin, onNuxtReady, useCookie, useRuntimeConfig } from "nuxt/app";
import { shallowRef } from "vue";
import { Escale, type Session, sessionOf } from "./core/index.js";
import type { Provided } from "./provided.js";

const DAYS = 30;

export default defineNuxtPlugin({
  name: "escale",
  setup() {
    const { url } = useRuntimeConfig().public.escale as { url: string };
    // A cookie, so that the server knows whether somebody is logged in; a script has to read it, for the socket's handshake.
    const kept = useCookie<Session | null>("escale-nuxt", {
      default: () => null,
      maxAge: DAYS * 86_400,
      sameSite: "lax",
      secure: import.meta.client && location.protocol === "https:",
    });
    const session = sessionOf(kept.value);
    if (!session && kept.value !== null) kept.value = null; // whoever wrote it, it lets nobody in
    let ours = session?.token;
    const keep = (now: Session | null) => {
      // Whoever logged in since in another tab stays logged in.
      if (now || kept.value?.token === ours) kept.value = now;
      ours = now?.token;
    };
    const client = new Escale({ url, session, keep });
    const state = shallowRef(client.state);
    client.changed.on(() => (state.value = client.state));
    // Once the page is as the server rendered it: what is known only here must not be there before.
    if (import.meta.client) onNuxtReady(() => client.start());
    return { provide: { escale: { client, state } satisfies Provided } };
  },
});
