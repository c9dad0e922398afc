import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import type { OutboundHttp, OutboundRequest, OutboundResult } from '@tocsin/ports/outbound-http';
import { Agent, request } from 'undici';
import type { AddressGuard } from './address-guard.js';

/** Answers are read only to free the connection; more than this and the connection is closed instead. */
const ANSWER_BYTES_MAX = 65_536;

interface Vetted {
  url: URL;
  addresses: readonly { address: string; family: number }[];
}

/**
 * HTTP to addresses that users name. The name is resolved here, every address is judged, and the connection goes to
 * the judged addresses only; redirects are not followed.
 */
export class GuardedHttp implements OutboundHttp {
  readonly #guard: AddressGuard;
  readonly #agents = new Map<string, Agent>();

  constructor(guard: AddressGuard) {
    this.#guard = guard;
  }

  async refusal(url: string): Promise<string | null> {
    const vetted = await this.#vet(url);
    return typeof vetted === 'string' ? vetted : null;
  }

  async post({ url, headers, body, timeoutMs }: OutboundRequest): Promise<OutboundResult> {
    try {
      const vetted = await this.#vet(url);
      if (typeof vetted === 'string') return { kind: 'refused', message: vetted };
      const signal = AbortSignal.timeout(timeoutMs);
      const answer = await request(vetted.url, {
        method: 'POST',
        headers: { ...headers },
        body,
        dispatcher: this.#agentFor(vetted),
        signal,
      });
      await answer.body.dump({ limit: ANSWER_BYTES_MAX, signal });
      return { kind: 'answered', status: answer.statusCode, retryAfterMs: retryAfter(answer.headers['retry-after']) };
    } catch (error) {
      return { kind: 'unreachable', message: (error as Error).message };
    }
  }

  async close(): Promise<void> {
    await Promise.all([...this.#agents.values()].map((agent) => agent.destroy()));
  }

  async #vet(text: string): Promise<Vetted | string> {
    const url = URL.canParse(text) ? new URL(text) : null;
    if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:'))
      return 'the address is no http or https URL';
    if (url.username !== '' || url.password !== '') return 'the address must not hold a user or password';
    const host = url.hostname.replace(/^\[|\]$/g, '');
    const addresses = isIP(host) === 0 ? await lookup(host, { all: true }) : [{ address: host, family: isIP(host) }];
    const refused = addresses.find(({ address }) => !this.#guard.allows(address));
    if (refused === undefined) return { url, addresses };
    return `${url.hostname} leads to ${refused.address}, which is neither public nor in security.allowed_receiver_networks`;
  }

  /** One agent for each set of judged addresses, so that a name that changes its address is judged again. */
  #agentFor({ url, addresses }: Vetted): Agent {
    const key = `${url.origin} ${addresses
      .map(({ address }) => address)
      .sort()
      .join(' ')}`;
    const known = this.#agents.get(key);
    if (known !== undefined) return known;
    const agent = new Agent({
      connections: 32,
      connect: {
        lookup: (_host, options, callback) => {
          const [first] = addresses;
          if (options.all === true) callback(null, [...addresses]);
          else if (first !== undefined) callback(null, first.address, first.family);
        },
      },
    });
    if (this.#agents.size >= 256) this.#agents.clear();
    this.#agents.set(key, agent);
    return agent;
  }
}

function retryAfter(header: string | string[] | undefined): number | null {
  const seconds = Number(Array.isArray(header) ? header[0] : header);
  return Number.isFinite(seconds) && seconds >= 0 ? seconds * 1_000 : null;
}
