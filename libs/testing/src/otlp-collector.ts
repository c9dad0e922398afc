import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { systemClock } from '@tocsin/runtime/system-clock';
import protobuf from 'protobufjs/light.js';

/** A span as it came, its ids in hex. */
export interface CollectedSpan {
  service: string;
  traceId: string;
  spanId: string;
  /** Empty where the span begins its trace. */
  parentSpanId: string;
  name: string;
  kind: 'internal' | 'server' | 'client' | 'producer' | 'consumer';
  attributes: Readonly<Record<string, string | number | boolean>>;
  links: readonly { traceId: string; spanId: string }[];
  isError: boolean;
}

type Field = [name: string, id: number, type: string, rule?: 'repeated' | 'optional'];

const root = new protobuf.Root().define('otlp');
const messages: Readonly<Record<string, readonly Field[]>> = {
  Request: [['resourceSpans', 1, 'ResourceSpans', 'repeated']],
  ResourceSpans: [
    ['resource', 1, 'Resource'],
    ['scopeSpans', 2, 'ScopeSpans', 'repeated'],
  ],
  Resource: [['attributes', 1, 'KeyValue', 'repeated']],
  KeyValue: [
    ['key', 1, 'string'],
    ['value', 2, 'AnyValue'],
  ],
  AnyValue: [
    ['stringValue', 1, 'string', 'optional'],
    ['boolValue', 2, 'bool', 'optional'],
    ['intValue', 3, 'int64', 'optional'],
    ['doubleValue', 4, 'double', 'optional'],
  ],
  ScopeSpans: [['spans', 2, 'Span', 'repeated']],
  Span: [
    ['traceId', 1, 'bytes'],
    ['spanId', 2, 'bytes'],
    ['parentSpanId', 4, 'bytes'],
    ['name', 5, 'string'],
    ['kind', 6, 'uint32'],
    ['attributes', 9, 'KeyValue', 'repeated'],
    ['links', 13, 'Link', 'repeated'],
    ['status', 15, 'Status'],
  ],
  Link: [
    ['traceId', 1, 'bytes'],
    ['spanId', 2, 'bytes'],
  ],
  Status: [['code', 3, 'uint32']],
};
for (const [name, fields] of Object.entries(messages)) {
  const type = new protobuf.Type(name);
  for (const [field, id, of, rule] of fields) type.add(new protobuf.Field(field, id, of, rule));
  root.add(type);
}

const STATUS_ERROR = 2;
const kinds = ['internal', 'internal', 'server', 'client', 'producer', 'consumer'] as const;

interface Attribute {
  key: string;
  value?: Record<string, string | number | boolean>;
}
interface RawSpan {
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  name: string;
  kind: number;
  attributes?: Attribute[];
  links?: { traceId: string; spanId: string }[];
  status?: { code?: number };
}
interface RawRequest {
  resourceSpans?: { resource?: { attributes?: Attribute[] }; scopeSpans?: { spans?: RawSpan[] }[] }[];
}

/** Takes traces by OTLP over HTTP, in protobuf, as Jaeger and Tempo do; or does not, as they do when they are down. */
export class OtlpCollector {
  readonly spans: CollectedSpan[] = [];
  /** Takes requests, and never answers. */
  isHanging = false;

  private constructor(
    readonly url: string,
    readonly stop: () => Promise<void>,
  ) {}

  static async start(): Promise<OtlpCollector> {
    const take = (request: IncomingMessage, response: ServerResponse): void => {
      const parts: Buffer[] = [];
      request.on('data', (part: Buffer) => parts.push(part));
      request.on('end', () => collector.#take(request, response, Buffer.concat(parts)));
    };
    const server = createServer(take);
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const { port } = server.address() as AddressInfo;
    const collector = new OtlpCollector(
      `http://127.0.0.1:${port}`,
      () =>
        new Promise((done) => {
          server.close(() => done());
          server.closeAllConnections();
        }),
    );
    return collector;
  }

  of(traceId: string): CollectedSpan[] {
    return this.spans.filter((span) => span.traceId === traceId);
  }

  /** Waits until the spans of a trace are as wanted; the test's own time-out ends what never comes. */
  async until(traceId: string, isThere: (spans: readonly CollectedSpan[]) => boolean): Promise<CollectedSpan[]> {
    while (!isThere(this.of(traceId))) await systemClock.wait(20);
    return this.of(traceId);
  }

  #take({ method, url, headers }: IncomingMessage, response: ServerResponse, body: Buffer): void {
    if (this.isHanging) return;
    const isFitting = method === 'POST' && url === '/v1/traces' && headers['content-type'] === 'application/x-protobuf';
    if (!isFitting) {
      response.writeHead(400).end();
      return;
    }
    const type = root.lookupType('Request');
    const { resourceSpans = [] } = type.toObject(type.decode(body), { bytes: String, longs: Number }) as RawRequest;
    for (const { resource, scopeSpans = [] } of resourceSpans) {
      const service = String(attributesOf(resource?.attributes)['service.name']);
      for (const { spans = [] } of scopeSpans) this.spans.push(...spans.map((span) => spanOf(span, service)));
    }
    response.writeHead(200, { 'content-type': 'application/x-protobuf' }).end();
  }
}

const hex = (base64 = ''): string => Buffer.from(base64, 'base64').toString('hex');

function spanOf(raw: RawSpan, service: string): CollectedSpan {
  return {
    service,
    traceId: hex(raw.traceId),
    spanId: hex(raw.spanId),
    parentSpanId: hex(raw.parentSpanId),
    name: raw.name,
    kind: kinds[raw.kind] ?? 'internal',
    attributes: attributesOf(raw.attributes),
    links: (raw.links ?? []).map(({ traceId, spanId }) => ({ traceId: hex(traceId), spanId: hex(spanId) })),
    isError: raw.status?.code === STATUS_ERROR,
  };
}

function attributesOf(attributes: readonly Attribute[] = []): Record<string, string | number | boolean> {
  return Object.fromEntries(
    attributes.flatMap(({ key, value = {} }) => Object.values(value).map((own) => [key, own] as const)),
  );
}
