import type Dockerode from 'dockerode';

/** Time for whatever only asks. */
const ASK_TIMEOUT_MS = 10_000;

/** `unknown`: a request that changes something was on its way, and what became of it nobody said. */
export type DaemonAnswer<T> =
  | { readonly kind: 'ok'; readonly value: T }
  | { readonly kind: 'refused'; readonly reason: string; readonly mayHelp: boolean; readonly status: number | null }
  | { readonly kind: 'unknown'; readonly reason: string };

export interface DaemonAsking {
  /** In words, for what is told of failures: `container web`. */
  readonly what: string;
  readonly signal: AbortSignal;
  readonly writes: boolean;
  readonly timeoutMs?: number;
}

/** Nobody listens at the socket, or not for us: nothing was asked. */
const neverReached = new Set(['ENOENT', 'ECONNREFUSED', 'EACCES', 'EPERM']);

/** A Docker daemon behind its unix socket, with failures as values. */
export class DockerDaemon {
  private constructor(
    readonly client: Dockerode,
    /** For what is told of failures. */
    readonly place: string,
  ) {}

  /** Loads the client library; connects when first asked. */
  static async open(socketPath: string): Promise<DockerDaemon> {
    const { default: Client } = await import('dockerode');
    return new DockerDaemon(new Client({ socketPath }), `unix://${socketPath}`);
  }

  async ask<T>(
    { what, signal, writes, timeoutMs = ASK_TIMEOUT_MS }: DaemonAsking,
    send: (options: { abortSignal: AbortSignal }) => Promise<T>,
  ): Promise<DaemonAnswer<T>> {
    if (signal.aborted)
      return { kind: 'refused', status: null, mayHelp: true, reason: `${what}: given up before it was asked` };
    const limit = AbortSignal.timeout(timeoutMs);
    try {
      return { kind: 'ok', value: await send({ abortSignal: AbortSignal.any([signal, limit]) }) };
    } catch (error) {
      return this.#failure(what, error as Error, writes, limit.aborted ? timeoutMs : null);
    }
  }

  #failure(what: string, error: Error, writes: boolean, lateMs: number | null): DaemonAnswer<never> {
    const { statusCode: status = null, code, message } = error as Error & { statusCode?: number; code?: string };
    const refused = (reason: string, mayHelp: boolean): DaemonAnswer<never> => ({
      kind: 'refused',
      status,
      reason,
      mayHelp,
    });
    const lost = (reason: string) => (writes ? ({ kind: 'unknown', reason } as const) : refused(reason, true));
    const told = message.replace(/\s+/g, ' ').trim();
    if (status === 404) return refused(`${what} is not at ${this.place}: ${told}`, false);
    // A daemon that fails has perhaps stopped a container and not started it again.
    if (status !== null && status >= 500) return lost(`${what}: ${this.place} failed: ${told}`);
    if (status !== null) return refused(`${what}: ${this.place} refused: ${told}`, status === 409 || status === 429);
    if (lateMs !== null) return lost(`${what}: ${this.place} gave no answer within ${lateMs / 1_000} s`);
    if (code !== undefined && neverReached.has(code))
      return refused(`${what}: ${this.place} cannot be reached (${code})`, true);
    return lost(`${what}: the request to ${this.place} came to no answer (${code ?? told})`);
  }
}
