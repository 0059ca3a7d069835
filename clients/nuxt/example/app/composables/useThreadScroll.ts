import type { Ref } from "vue";

const NEAR = 80;

/** Keeps the newest in view for whoever is there, and everything in its place for whoever reads further up. */
export function useThreadScroll(contents: Ref<unknown>[]) {
  const end = useTemplateRef<HTMLElement>("end");

  function isAtEnd(): boolean {
    const list = end.value;
    return !list || list.scrollHeight - list.scrollTop - list.clientHeight < NEAR;
  }

  /** What `load` puts before the first message moves nothing. */
  async function holdPlace(load: () => Promise<void>) {
    const list = end.value;
    const below = list ? list.scrollHeight - list.scrollTop : 0;
    await load().catch(() => undefined);
    await nextTick();
    if (list) list.scrollTop = list.scrollHeight - below;
  }

  watch(contents, async () => {
    const follow = isAtEnd();
    await nextTick();
    if (follow && end.value) end.value.scrollTop = end.value.scrollHeight;
  });

  return { end, holdPlace, isAtEnd };
}
