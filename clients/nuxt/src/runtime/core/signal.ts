export type Stop = () => void;

/** One kind of news, and who wants to hear it. */
export class Signal<News = void> {
  readonly #listeners = new Set<(news: News) => void>();

  on(listener: (news: News) => void): Stop {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  tell(news: News): void {
    for (const listener of [...this.#listeners]) listener(news);
  }
}
