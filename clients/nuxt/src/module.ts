import { addImports, addPlugin, createResolver, defineNuxtModule } from "@nuxt/kit";

export interface ModuleOptions {
  /** Where Escale is, such as `https://escale.example`. At run time `NUXT_PUBLIC_ESCALE_URL` goes before it. */
  url: string;
}

declare module "@nuxt/schema" {
  interface PublicRuntimeConfig {
    escale: ModuleOptions;
  }
}

const COMPOSABLES = ["useEscale", "useConversation", "useInbox"];

export default defineNuxtModule<ModuleOptions>({
  meta: { name: "nuxt-escale", configKey: "escale", compatibility: { nuxt: ">=4.0.0" } },
  defaults: { url: "http://127.0.0.1:5000" },
  setup(options, nuxt) {
    const { resolve } = createResolver(import.meta.url);
    nuxt.options.runtimeConfig.public.escale = { url: options.url };
    // Vite's server for development leaves alone what a package in node_modules imports, and CommonJS is in there, which no browser
    // takes.
    nuxt.options.vite.optimizeDeps ??= {};
    (nuxt.options.vite.optimizeDeps.include ??= []).push("nuxt-escale > socket.io-client");
    addPlugin(resolve("./runtime/plugin"));
    addImports(COMPOSABLES.map((name) => ({ name, from: resolve(`./runtime/composables/${name}`) })));
  },
});
