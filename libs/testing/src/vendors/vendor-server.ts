import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What came, as far as it was JSON. */
export interface VendorRequest {
  method: string;
  path: string;
  headers: IncomingHttpHeaders;
  /** Undefined where it was no JSON. */
  body: unknown;
  bytes: number;
}

export interface VendorAnswer {
  status: number;
  /** An object is sent as JSON, a text as plain text. */
  body: object | string;
  headers?: Readonly<Record<string, string>>;
}

/** A vendor's rules: what it answers to a request, by its public documentation. */
export type Vendor = (request: VendorRequest) => VendorAnswer;

export interface VendorServer {
  url: string;
  /** Bodies of requests that were taken, in the order in which they came. */
  taken: unknown[];
  /** What was answered to requests that were not. */
  refused: VendorAnswer[];
  stop(): Promise<void>;
}

/** Starts a stand-in of a vendor on loopback. */
export async function startVendor(vendor: Vendor): Promise<VendorServer> {
  const taken: unknown[] = [];
  const refused: VendorAnswer[] = [];
  const server: Server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => void parts.push(part));
    request.on('end', () => {
      const content = Buffer.concat(parts);
      const { method = '', url: path = '', headers } = request;
      const body = jsonOf(content.toString());
      const answer = vendor({ method, path, headers, body, bytes: content.length });
      if (answer.status < 300) taken.push(body);
      else refused.push(answer);
      const isText = typeof answer.body === 'string';
      const type = isText ? 'text/plain; charset=utf-8' : 'application/json';
      response.writeHead(answer.status, { 'content-type': type, ...answer.headers });
      response.end(isText ? answer.body : JSON.stringify(answer.body));
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    taken,
    refused,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Whether a request is a POST of JSON, which all of them want. */
export function isJsonPost({ method, headers, body }: VendorRequest): boolean {
  return method === 'POST' && (headers['content-type'] ?? '').startsWith('application/json') && body !== undefined;
}
