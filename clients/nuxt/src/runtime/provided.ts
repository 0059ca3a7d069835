import { useNuxtApp } from "nuxt/app";
import type { ShallowRef } from "vue";
import type { Escale, EscaleState } from "./core/index.js";

export interface Provided {
  client: Escale;
  state: Readonly<ShallowRef<EscaleState>>;
}

/** What the plugin made: one for the page, one for each request on the server. */
export function provided(): Provided {
  return useNuxtApp().$escale as Provided;
}
