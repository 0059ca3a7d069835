import { computed, type ComputedRef, getCurrentScope, onScopeDispose } from "vue";
import type {
  Answer,
  Api,
  Asked,
  ConnectionState,
  EscaleSocket,
  Payload,
  Person,
  ServerToClientEvents,
  SignUp,
  Stop,
  Told,
} from "../core/index.js";
import { provided } from "../provided.js";

export interface UseEscale {
  /** `idle` (nobody is logged in), `connecting`, `connected`, `lost` (it comes back by itself). */
  connection: ComputedRef<ConnectionState>;
  /** Who is logged in; also known on the server. */
  person: ComputedRef<Person | null>;
  /** The server ended the log-in: the person has to log in again. */
  ended: ComputedRef<boolean>;
  /** Raises EscaleError; `second_factor_required` asks for the same once more with a `code`. */
  logIn: (email: string, password: string, code?: string) => Promise<void>;
  signUp: (body: SignUp) => Promise<void>;
  logOut: () => Promise<void>;
  /** Hears an event of the contract until the component is unmounted, or the returned function called. */
  on: <Event extends Told>(event: Event, listener: ServerToClientEvents[Event]) => Stop;
  /** Emits an event of the contract, and returns its acknowledgement. */
  ask: <Event extends Asked>(event: Event, payload: Payload<Event>) => Promise<Answer<Event>>;
  /** The page's one socket; on the server there is none. */
  socket: EscaleSocket | null;
  /** The JSON API, with the token. */
  api: Api;
}

/** The connection and the person: one for all components. */
export function useEscale(): UseEscale {
  const { client, state } = provided();
  return {
    connection: computed(() => state.value.connection),
    person: computed(() => state.value.person),
    ended: computed(() => state.value.ended),
    logIn: (email, password, code) => client.logIn(email, password, code),
    signUp: (body) => client.signUp(body),
    logOut: () => client.logOut(),
    on(event, listener) {
      if (import.meta.server) return () => undefined;
      const stop = client.on(event, listener);
      if (getCurrentScope()) onScopeDispose(stop);
      return stop;
    },
    ask: (event, payload) => client.connection.ask(event, payload),
    socket: import.meta.server ? null : client.connection.socket,
    api: client.api,
  };
}
