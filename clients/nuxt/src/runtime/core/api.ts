import type {
  ApiError,
  ConversationsPage,
  LocalsPage,
  LoggedIn,
  LogIn,
  MessagesPage,
  Myself,
  OneConversation,
  OpenedConversation,
  Profile,
  SignUp,
} from "../contract.js";
import { EscaleError, unreachable } from "./errors.js";

const PATIENCE = 20_000;

/** The JSON API. Every method raises EscaleError. */
export class Api {
  readonly #url: string;
  readonly #token: () => string;

  constructor(url: string, token: () => string) {
    this.#url = url;
    this.#token = token;
  }

  logIn(body: LogIn): Promise<LoggedIn> {
    return this.request("POST", "/api/auth/login", body);
  }

  signUp(body: SignUp): Promise<LoggedIn> {
    return this.request("POST", "/api/auth/signup", body);
  }

  logOut(): Promise<void> {
    return this.request("POST", "/api/auth/logout");
  }

  me(): Promise<Myself> {
    return this.request("GET", "/api/users/me");
  }

  changeMe(body: Profile): Promise<Myself> {
    return this.request("PATCH", "/api/users/me", body);
  }

  locals(query: { q?: string; before?: number } = {}): Promise<LocalsPage> {
    return this.request("GET", `/api/locals${written(query)}`);
  }

  conversations(query: { before?: string } = {}): Promise<ConversationsPage> {
    return this.request("GET", `/api/conversations${written(query)}`);
  }

  /** The conversation with that local, new or not. */
  openConversation(local_id: number): Promise<OpenedConversation> {
    return this.request("POST", "/api/conversations", { local_id });
  }

  conversation(id: number): Promise<OneConversation> {
    return this.request("GET", `/api/conversations/${id}`);
  }

  messages(
    id: number,
    query: { before?: number; after?: number; limit?: number } = {},
  ): Promise<MessagesPage> {
    return this.request("GET", `/api/conversations/${id}/messages${written(query)}`);
  }

  /** Any other request with the token. */
  async request<Answer>(method: string, path: string, body?: object): Promise<Answer> {
    const token = this.#token();
    const headers: Record<string, string> = { Accept: "application/json" };
    if (body) headers["Content-Type"] = "application/json";
    if (token) headers.Authorization = `Bearer ${token}`;
    const sent = body ? { body: JSON.stringify(body) } : {};
    let status: number;
    let said: unknown;
    try {
      const signal = AbortSignal.timeout(PATIENCE);
      const answer = await fetch(`${this.#url}${path}`, {
        method,
        headers,
        signal,
        cache: "no-store",
        ...sent,
      });
      status = answer.status;
      said = status === 204 ? undefined : await answer.json();
    } catch {
      throw unreachable();
    }
    if (status < 400) return said as Answer;
    const { error, ...rest } = said as ApiError;
    throw new EscaleError({ ...rest, message: error, status });
  }
}

function written(query: Record<string, string | number | undefined>): string {
  const given = Object.entries(query).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, String(value)]],
  );
  return given.length ? `?${new URLSearchParams(given)}` : "";
}
