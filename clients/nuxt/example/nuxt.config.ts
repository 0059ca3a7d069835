import { fileURLToPath } from "node:url";

const TOKENS = fileURLToPath(new URL("../../../static/css/tokens.css", import.meta.url));

export default defineNuxtConfig({
  modules: ["nuxt-escale"],
  escale: { url: "http://127.0.0.1:5000" },
  css: [TOKENS, "~/assets/base.css", "~/assets/page.css", "~/assets/thread.css"],
  app: {
    head: {
      htmlAttrs: { lang: "fr" },
      viewport: "width=device-width, initial-scale=1, interactive-widget=resizes-content, viewport-fit=cover",
    },
  },
  compatibilityDate: "2026-03-01",
  telemetry: false,
  devtools: { enabled: false },
});
