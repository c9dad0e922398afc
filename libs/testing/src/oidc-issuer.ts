import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import Provider from 'oidc-provider';

export const AUDIENCE = 'urn:tocsin:test';

/** Its tokens say everything themselves, so nothing has to be kept of them. */
class NothingKept {
  async upsert(): Promise<void> {}
  async find(): Promise<undefined> {
    return undefined;
  }
}

/** A real issuer of tokens on loopback, whose keys can be replaced and whose claims can be chosen. */
export class OidcIssuer {
  /** What its access tokens say beside what is standard. */
  claims: Readonly<Record<string, unknown>> = {};
  /** How often its keys were asked for. */
  keysAsked = 0;
  readonly #server: Server;
  #answer: RequestListener = (_request, response) => response.writeHead(503).end();
  #isAway = false;

  private constructor() {
    this.#server = createServer((request, response) => {
      if (request.url === '/jwks') this.keysAsked += 1;
      if (this.#isAway) response.destroy();
      else this.#answer(request, response);
    });
  }

  static async start(): Promise<OidcIssuer> {
    const issuer = new OidcIssuer();
    await new Promise<void>((resolve) => issuer.#server.listen(0, '127.0.0.1', resolve));
    issuer.rotateKeys();
    return issuer;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  get jwksUrl(): string {
    return `${this.url}/jwks`;
  }

  /** Signs by a new key from now on, and shows it alone. */
  rotateKeys(): void {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const key = { ...privateKey.export({ format: 'jwk' }), kid: randomUUID(), alg: 'RS256', use: 'sig' };
    const resource = { scope: '', audience: AUDIENCE, accessTokenFormat: 'jwt', jwt: { sign: { alg: 'RS256' } } };
    const client = { client_id: 'program', client_secret: 'secret of a test', redirect_uris: [], response_types: [] };
    const provider = new Provider(this.url, {
      clients: [{ ...client, grant_types: ['client_credentials'] }],
      adapter: NothingKept,
      jwks: { keys: [key] },
      features: {
        clientCredentials: { enabled: true },
        devInteractions: { enabled: false },
        resourceIndicators: {
          enabled: true,
          defaultResource: () => AUDIENCE,
          getResourceServerInfo: () => resource,
          useGrantedResource: () => true,
        },
      },
      ttl: { ClientCredentials: 600 },
      extraTokenClaims: () => this.claims,
    });
    this.#answer = provider.callback();
  }

  /** Whether it answers nobody. */
  setAway(isAway: boolean): void {
    this.#isAway = isAway;
  }

  /** An access token, as a program gets one. */
  async token(claims: Readonly<Record<string, unknown>>): Promise<string> {
    this.claims = claims;
    const response = await fetch(`${this.url}/token`, {
      method: 'POST',
      headers: { authorization: `Basic ${Buffer.from('program:secret%20of%20a%20test').toString('base64')}` },
      body: new URLSearchParams({ grant_type: 'client_credentials' }),
    });
    const answer = (await response.json()) as { access_token?: string };
    if (answer.access_token === undefined) throw new Error(`the issuer gave no token: ${JSON.stringify(answer)}`);
    return answer.access_token;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
