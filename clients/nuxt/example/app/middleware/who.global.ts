/** Nobody reads letters without having said who they are. */
export default defineNuxtRouteMiddleware(({ path }) => {
  const { person } = useEscale();
  if (!person.value && path !== "/") return navigateTo("/");
  if (person.value && path === "/") return navigateTo("/conversations");
});
