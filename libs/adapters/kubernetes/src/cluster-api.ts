import type * as Client from '@kubernetes/client-node';
import { type Dispatcher, fetch } from 'undici';

/** Enough for an API server under load; what hangs longer is given up, and an effect of it is unknown. */
const REQUEST_TIMEOUT_MS = 10_000;
/** Of what an API server says of an error, as much as a person reads. */
const TOLD_LENGTH_MAX = 300;
/** Objects of one page of a list, and pages: more than 20,000 objects of one kind are cut, and the list says so. */
const PAGE_SIZE = 500;
const PAGES_MAX = 40;

/**
 * `refused`: the other side said no, or was never reached; `mayHelp` says whether asking again may help. `unknown`: a
 * request that changes something was on its way, and what became of it nobody said.
 */
export type Answer<T> =
  | { readonly kind: 'ok'; readonly value: T }
  | { readonly kind: 'refused'; readonly reason: string; readonly mayHelp: boolean; readonly status: number | null }
  | { readonly kind: 'unknown'; readonly reason: string };

/** What one request to the cluster is for. */
export interface Asking {
  /** In words, for what is told of failures: `Deployment shop/web`. */
  readonly what: string;
  readonly signal: AbortSignal;
  /** Whether it changes something; of what only reads, a lost answer does no harm. */
  readonly writes: boolean;
  /** Media type of the body, where the default is not right (patches). */
  readonly contentType?: string;
  /** Sent as it is, in place of what the client makes of it: it leaves out the fields that its version does not know. */
  readonly body?: object;
}

export interface ClusterOptions {
  /** Path of a kubeconfig, or `in_cluster` for the service account of the pod that this runs in. */
  readonly kubeconfig: string;
}

/** A page of 500 pods has some 5 MB; an answer that goes on longer than this is none of an API server. */
const ANSWER_BYTES_MAX = 33_554_432;

interface Seen {
  readonly status: number;
  readonly text: string;
}

/** Connections that were never made: nothing was asked of the other side. */
const neverReached = new Set([
  'ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT',
  'DEPTH_ZERO_SELF_SIGNED_CERT', 'SELF_SIGNED_CERT_IN_CHAIN', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'CERT_HAS_EXPIRED',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'ERR_TLS_CERT_ALTNAME_INVALID',
]); // prettier-ignore

/** A connection to one cluster through the client library, with failures as values. */
export class ClusterApi {
  readonly apps: Client.AppsV1Api;
  readonly core: Client.CoreV1Api;
  readonly batch: Client.BatchV1Api;

  private constructor(
    private readonly client: typeof Client,
    /** Where the API server is, for what is told of failures. */
    readonly server: string,
    config: Client.KubeConfig,
  ) {
    this.apps = config.makeApiClient(client.AppsV1Api);
    this.core = config.makeApiClient(client.CoreV1Api);
    this.batch = config.makeApiClient(client.BatchV1Api);
  }

  /**
   * Loads the client library, which is large, and reads the configuration; connects when first asked.
   *
   * @throws Error when there is no such configuration, or it names no cluster
   */
  static async open({ kubeconfig }: ClusterOptions): Promise<ClusterApi> {
    const client = await import('@kubernetes/client-node');
    const config = new client.KubeConfig();
    if (kubeconfig === 'in_cluster') config.loadFromCluster();
    else config.loadFromFile(kubeconfig);
    const cluster = config.getCurrentCluster();
    if (cluster === null)
      throw new Error(`${kubeconfig} names no cluster; its current-context must be one of its contexts`);
    return new ClusterApi(client, cluster.server, config);
  }

  /**
   * Sends one request. The answer's value is the server's JSON as it came (times are strings): fields that this version
   * of the client does not know must survive, since pod templates are written back.
   */
  async ask<T>(
    { what, signal, writes, contentType, body }: Asking,
    send: (options: Client.ConfigurationOptions<Client.ObservableMiddleware>) => Promise<T>,
  ): Promise<Answer<T>> {
    const { Observable, ResponseContext, SelfDecodingBody } = this.client;
    if (signal.aborted) return refused(null, `${what}: given up before it was asked`, true);
    const limit = AbortSignal.timeout(REQUEST_TIMEOUT_MS);
    const seen: { last: Seen | null } = { last: null };
    const json = { 'content-type': 'application/json' };
    const exchange = async (request: Client.RequestContext) => {
      if (contentType !== undefined) request.setHeaderParam('Content-Type', contentType);
      if (body !== undefined) request.setBody(JSON.stringify(body));
      const { status, text } = (seen.last = await exchanged(request, AbortSignal.any([signal, limit])));
      return new ResponseContext(status, json, new SelfDecodingBody(Promise.resolve(Buffer.from(text))));
    };
    try {
      await send({ httpApi: { send: (request) => new Observable(exchange(request)) } });
    } catch (error) {
      if (seen.last === null) return this.#failure(what, error, writes, limit.aborted);
    }
    const { status, text } = seen.last as Seen;
    if (status < 200 || status > 299) return this.#statusFailure(what, status, text, writes);
    return this.#valueOf<T>(what, text, writes);
  }

  /** All objects of a list, page by page; `isCut` when there are more than {@link PAGES_MAX} pages. */
  async list<T>(
    asking: Omit<Asking, 'writes'>,
    send: (
      page: { limit: number; _continue?: string },
      options: Client.ConfigurationOptions<Client.ObservableMiddleware>,
    ) => Promise<{ items: T[]; metadata?: Client.V1ListMeta }>,
  ): Promise<Answer<{ readonly items: readonly T[]; readonly isCut: boolean }>> {
    const items: T[] = [];
    let next: string | undefined;
    for (let page = 0; page < PAGES_MAX; page += 1) {
      const answer = await this.ask({ ...asking, writes: false }, (options) =>
        send({ limit: PAGE_SIZE, ...(next === undefined ? {} : { _continue: next }) }, options),
      );
      if (answer.kind !== 'ok') return answer;
      for (const item of answer.value.items) items.push(item);
      next = continueOf(answer.value.metadata);
      if (next === undefined) return { kind: 'ok', value: { items, isCut: false } };
    }
    return { kind: 'ok', value: { items, isCut: true } };
  }

  /** Every object of the API names its kind, by which an answer of something else is known. */
  #valueOf<T>(what: string, text: string, writes: boolean): Answer<T> {
    const value = jsonOf(text);
    if (typeof value === 'object' && value !== null && 'kind' in value) return { kind: 'ok', value: value as T };
    const reason = `${what}: ${this.server} answered with nothing that an API server says; is it one?`;
    return writes ? { kind: 'unknown', reason } : refused(null, reason, false);
  }

  #failure(what: string, error: unknown, writes: boolean, isLate: boolean): Answer<never> {
    if (isLate) return lost(`${what}: ${this.server} gave no answer within ${REQUEST_TIMEOUT_MS / 1_000} s`, writes);
    const code = codeOf(error);
    if (code !== null && neverReached.has(code))
      return refused(null, `${what}: ${this.server} cannot be reached (${code})`, !code.includes('CERT'));
    return lost(`${what}: the request to ${this.server} came to no answer (${code ?? String(error)})`, writes);
  }

  #statusFailure(what: string, status: number, text: string, writes: boolean): Answer<never> {
    const told = messageOf(text).slice(0, TOLD_LENGTH_MAX);
    const reason = `${what}: ${this.server} answered with status ${status}: ${told}`;
    if (status === 404 && told.includes('not found'))
      return refused(status, `${what} is not in ${this.server}: ${told}`, false);
    if (status === 403)
      return refused(status, `${reason}; the role of this platform in the cluster does not allow it`, false);
    if (status === 409 || status === 429) return refused(status, reason, true);
    // Of a server's own error, one in its store included, nobody can say whether the change was kept.
    if (status >= 500) return lost(reason, writes);
    return refused(status, reason, false);
  }
}

/** One request and its whole answer. No redirect is followed: an API server has no reason to send us elsewhere. */
async function exchanged(request: Client.RequestContext, signal: AbortSignal): Promise<Seen> {
  const response = await fetch(request.getUrl(), {
    method: request.getHttpMethod(),
    headers: request.getHeaders(),
    body: (request.getBody() as string | undefined) ?? null,
    redirect: 'manual',
    signal,
    dispatcher: request.getDispatcher() as Dispatcher,
  });
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > ANSWER_BYTES_MAX) throw new Error(`the answer has more than ${ANSWER_BYTES_MAX} bytes`);
    chunks.push(chunk);
  }
  return { status: response.status, text: Buffer.concat(chunks).toString('utf8') };
}

function refused(status: number | null, reason: string, mayHelp: boolean): Answer<never> {
  return { kind: 'refused', status, reason, mayHelp };
}

function lost(reason: string, writes: boolean): Answer<never> {
  return writes ? { kind: 'unknown', reason } : refused(null, reason, true);
}

/** The wire's name of the token for the next page; empty on the last. */
function continueOf(metadata: unknown): string | undefined {
  const token = (metadata as { readonly continue?: string } | undefined)?.continue;
  return token === '' ? undefined : token;
}

function codeOf(error: unknown): string | null {
  if (typeof error !== 'object' || error === null) return null;
  const { code, cause } = error as { readonly code?: unknown; readonly cause?: unknown };
  return typeof code === 'string' ? code : codeOf(cause);
}

/** What a `Status` of Kubernetes says, or the text as it is. */
function messageOf(text: string): string {
  const status = jsonOf(text) as { readonly message?: unknown } | null;
  return typeof status?.message === 'string' ? status.message : text.replace(/\s+/g, ' ');
}

/** Null for what is no JSON: something that stands before the API server answered. */
function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
