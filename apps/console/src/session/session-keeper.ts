import { holderOf, type Holder } from './access-token.js';

/** What somebody came in by: a token that was pasted, or a session that can be renewed. */
export interface Credentials {
  readonly token: string;
  /** How people call who came in. */
  readonly name: string;
  readonly renewal: {
    readonly refreshToken: string;
    /** When the token ends; ms since 1970. */
    readonly tokenEndsAt: number;
  } | null;
}

/** Nobody is in; somebody is; or somebody was, and what they work on waits for them to come in again. */
export type SessionState =
  { readonly kind: 'out' } | { readonly kind: 'in' | 'ended'; readonly name: string; readonly holder: Holder | null };

export interface SessionKeeperOptions {
  /** Forgets when the tab is closed. */
  readonly storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;
  /** ms since 1970. */
  readonly now: () => number;
  /** Renews a session, once. @throws when the platform refuses, or does not answer */
  readonly renew: (refreshToken: string) => Promise<Credentials>;
  /** Whether an error means that the token is good no more. */
  readonly isRefusal: (error: unknown) => boolean;
  /** Somebody else has come in: nothing of the one before may be shown. */
  readonly onStranger: () => void;
}

const KEY = 'tocsin.session';
/** So long before a token ends, another one is asked for. */
const EARLY_MS = 30_000;

/** Keeps what somebody came in by for as long as the tab is open; calls wait here while it has to be shown again. */
export class SessionKeeper {
  #credentials: Credentials | null;
  #state: SessionState;
  #renewing: Promise<void> | null = null;
  readonly #listeners = new Set<() => void>();

  constructor(private readonly options: SessionKeeperOptions) {
    this.#credentials = readCredentials(options.storage.getItem(KEY));
    this.#state = stateOf(this.#credentials);
  }

  /** The same object until it changes. */
  readonly state = (): SessionState => this.#state;

  /** @returns what ends it */
  readonly listen = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  };

  signIn(credentials: Credentials): void {
    const before = this.#state;
    this.#keep(credentials);
    const after = this.#state;
    if (before.kind !== 'out' && after.kind !== 'out' && !isSame(before, after)) this.options.onStranger();
  }

  signOut(): void {
    this.#credentials = null;
    this.options.storage.removeItem(KEY);
    this.options.onStranger();
    this.#become({ kind: 'out' });
  }

  /** The token to ask with, renewed in time; while there is none that is good, waits until somebody has come in. */
  async token(): Promise<string> {
    for (;;) {
      const current = this.#credentials;
      if (current === null || this.#state.kind !== 'in') await this.#change();
      else if (current.renewal !== null && current.renewal.tokenEndsAt - this.options.now() < EARLY_MS)
        await (this.#renewing ??= this.#renew(current.renewal.refreshToken));
      else return current.token;
    }
  }

  /**
   * Makes a call; when its token has ended meanwhile, it is made again once somebody has come in.
   *
   * @throws what the call throws otherwise, the signal's reason when it is aborted
   */
  async ask<Answer>(call: () => Promise<Answer>, signal?: AbortSignal): Promise<Answer> {
    for (;;) {
      await this.token();
      signal?.throwIfAborted();
      const used = this.#credentials;
      try {
        return await call();
      } catch (error) {
        if (!this.options.isRefusal(error)) throw error;
        if (used === this.#credentials) this.#end();
      }
    }
  }

  async #renew(refreshToken: string): Promise<void> {
    try {
      this.#keep(await this.options.renew(refreshToken));
    } catch {
      this.#end();
    } finally {
      this.#renewing = null;
    }
  }

  #keep(credentials: Credentials): void {
    this.#credentials = credentials;
    this.options.storage.setItem(KEY, JSON.stringify(credentials));
    this.#become(stateOf(credentials));
  }

  #end(): void {
    if (this.#state.kind !== 'in') return;
    this.options.storage.removeItem(KEY);
    this.#become({ ...this.#state, kind: 'ended' });
  }

  #become(state: SessionState): void {
    this.#state = state;
    for (const listener of [...this.#listeners]) listener();
  }

  #change(): Promise<void> {
    return new Promise((resolve) => {
      const stop = this.listen(() => {
        stop();
        resolve();
      });
    });
  }
}

function stateOf(credentials: Credentials | null): SessionState {
  if (credentials === null) return { kind: 'out' };
  return { kind: 'in', name: credentials.name, holder: holderOf(credentials.token) };
}

function isSame(one: Exclude<SessionState, { kind: 'out' }>, other: Exclude<SessionState, { kind: 'out' }>): boolean {
  const [a, b] = [one.holder, other.holder];
  if (a === null || b === null) return a === b && one.name === other.name;
  return a.tenant === b.tenant && a.subject === b.subject;
}

/** What was kept may be of an older console. */
function readCredentials(text: string | null): Credentials | null {
  try {
    const kept = JSON.parse(text ?? 'null') as Partial<Credentials> | null;
    if (typeof kept?.token !== 'string' || typeof kept.name !== 'string') return null;
    const { token, name, renewal } = kept;
    const isRenewed = typeof renewal?.refreshToken === 'string' && typeof renewal.tokenEndsAt === 'number';
    return { token, name, renewal: isRenewed ? renewal : null };
  } catch {
    return null;
  }
}
