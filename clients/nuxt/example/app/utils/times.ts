const TIME = new Intl.DateTimeFormat("fr-FR", { hour: "2-digit", minute: "2-digit" });
const DAY = new Intl.DateTimeFormat("fr-FR", { weekday: "long", day: "numeric", month: "long" });

export function timeOf(createdAt: string): string {
  return TIME.format(new Date(createdAt));
}

export function dayOf(createdAt: string): string {
  return DAY.format(new Date(createdAt));
}
