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
  /** Of a visit to another tenant: what one goes back to. */
  readonly before?: Credentials;
}

/** Nobody is in; somebody is; or somebody was, and what they work on waits for them to come in again. */
export type SessionState =
  | { readonly kind: 'out' }
  | {
      readonly kind: 'in' | 'ended';
      readonly name: string;
      readonly holder: Holder | null;
      /** Whom one goes back to from a visit; null where one is at home. */
      readonly before: string | null;
    };

export interface SessionKeeperOptions {
  /** Forgets when the tab is closed. */
  readonly storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;
  /** ms since 1970. */
  readonly now: () => number;
  /** Renews a session, once. @throws when the platform refuses, or does not answer */
  readonly renew: (refreshToken: string) => Promise<Credentials>;
  /** Whether an error means that the token is good no more. */
  readonly isRefusal: (error: unknown) => boolean;
  /** Somebody else has come in, or nobody is in any more: nothing of the one before may be shown or kept. */
  readonly onStranger: () => void;
  /** The same person has come into another tenant: nothing of the one before may be shown, and what was begun there waits. */
  readonly onOtherTenant: () => void;
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
    this.#enter(credentials, this.options.onStranger);
  }

  /** Comes in as somebody else for a while, and keeps what one was in by. */
  visit(credentials: Credentials): void {
    const home = this.#credentials?.before ?? this.#credentials;
    if (home === null) this.signIn(credentials);
    else this.#enter({ ...credentials, before: home }, this.options.onOtherTenant);
  }

  /** Ends a visit. @returns what it was made by; null when there was none */
  goBack(): Credentials | null {
    const visit = this.#credentials;
    if (visit?.before === undefined) return null;
    this.#enter(visit.before, this.options.onOtherTenant);
    return visit;
  }

  /** @returns what is forgotten by it; null when it had ended before */
  signOut(): Credentials | null {
    const credentials = this.#state.kind === 'in' ? this.#credentials : null;
    this.#credentials = null;
    this.options.storage.removeItem(KEY);
    this.options.onStranger();
    this.#become({ kind: 'out' });
    return credentials;
  }

  /**
   * The token to ask with, renewed in time; while there is none that is good, waits until somebody has come in.
   *
   * @throws when it has to be renewed, and nobody answers
   */
  async token(): Promise<string> {
    for (;;) {
      const current = this.#credentials;
      if (current === null || this.#state.kind !== 'in') await this.#change();
      else if (current.renewal !== null && current.renewal.tokenEndsAt - this.options.now() < EARLY_MS)
        await (this.#renewing ??= this.#renew(current, current.renewal.refreshToken));
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

  async #renew(current: Credentials, refreshToken: string): Promise<void> {
    try {
      const renewed = await this.options.renew(refreshToken);
      // Who has left meanwhile does not come back by it.
      if (current === this.#credentials) this.#keep(renewed);
    } catch (error) {
      if (!this.options.isRefusal(error)) throw error;
      if (current === this.#credentials) this.#end();
    } finally {
      this.#renewing = null;
    }
  }

  #enter(credentials: Credentials, onAnother: () => void): void {
    if (identityOf(this.#state) !== identityOf(stateOf(credentials))) onAnother();
    this.#keep(credentials);
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
  const { name, token, before } = credentials;
  return { kind: 'in', name, holder: holderOf(token), before: before?.name ?? null };
}

/** Names who is in, for telling whether it is the same one as before; empty for nobody. */
export function identityOf(state: SessionState): string {
  if (state.kind === 'out') return '';
  const { holder, name } = state;
  return holder === null ? name : `${holder.tenant}/${holder.subject}`;
}

/** What was kept may be of an older console. */
function readCredentials(text: string | null): Credentials | null {
  try {
    const kept = JSON.parse(text ?? 'null') as Partial<Credentials> | null;
    const credentials = credentialsIn(kept);
    const before = credentialsIn(kept?.before ?? null);
    return credentials === null || before === null ? credentials : { ...credentials, before };
  } catch {
    return null;
  }
}

function credentialsIn(kept: Partial<Credentials> | null): Credentials | null {
  if (typeof kept?.token !== 'string' || typeof kept.name !== 'string') return null;
  const { token, name, renewal } = kept;
  const isRenewed = typeof renewal?.refreshToken === 'string' && typeof renewal.tokenEndsAt === 'number';
  return { token, name, renewal: isRenewed ? renewal : null };
}
