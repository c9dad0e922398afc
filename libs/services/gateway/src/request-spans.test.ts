import type { IncomingMessage } from 'node:http';
import { noTracing } from '@tocsin/ports/tracing';
import { FakeTracing } from '@tocsin/ports/tracing.fake';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { RequestSpans } from './request-spans.js';

const [trace, span] = ['0af7651916cd43dd8448eb211c80319c', 'b7ad6b7169203331'];
const request = (traceparent?: string, url = '/api/rules?limit=5'): IncomingMessage =>
  ({ method: 'GET', url, headers: traceparent === undefined ? {} : { traceparent } }) as IncomingMessage;

test.each([
  [`00-${trace}-${span}-01`, trace],
  [`00-${trace}-${span}-00`, trace],
  [`cc-${trace}-${span}-01`, trace],
  [`ff-${trace}-${span}-01`, null],
  [`00-${'0'.repeat(32)}-${span}-01`, null],
  [`00-${trace}-${'0'.repeat(16)}-01`, null],
  [`00-${trace.toUpperCase()}-${span}-01`, null],
  [`00-${trace}-${span}`, null],
  [`00-${trace}-${span}-01, 00-${trace}-${span}-01`, null],
  [undefined, null],
])('without traces, a caller who names a trace by %s is answered with %s', (header, id) => {
  expect(new RequestSpans(noTracing).begin(request(header))).toBe(id);
});

test('a request goes on with the trace of its caller, or begins one, and is named by its route', () => {
  const tracing = new FakeTracing();
  const spans = new RequestSpans(tracing);
  const raw = request(`00-${trace}-${span}-01`);
  expect(spans.begin(raw)).toBe(trace);
  const asked = { raw, method: 'GET', is404: false, routeOptions: { url: '/api/rules/:id' } } as FastifyRequest;
  spans.answered(asked, { statusCode: 503 } as FastifyReply);
  expect(tracing.spans).toMatchObject([
    {
      name: 'GET /api/rules/:id',
      ended: '503',
      options: { kind: 'server', parent: `00-${trace}-${span}-01` },
      attributes: { 'http.route': '/api/rules/:id', 'http.response.status_code': 503 },
    },
  ]);
  // Once only, whatever else is told of it.
  spans.aborted(asked);
  expect(tracing.spans[0]?.ended).toBe('503');
  expect(spans.begin(request('nonsense'))).toBe(tracing.spans[1]?.traceId);
  expect(tracing.spans[1]?.options.parent).toBeNull();
});

test('what is refused is no failure of ours, and what no route takes has no name', () => {
  const tracing = new FakeTracing();
  const spans = new RequestSpans(tracing);
  const raw = request();
  spans.begin(raw);
  spans.answered({ raw, method: 'GET', is404: true } as FastifyRequest, { statusCode: 404 } as FastifyReply);
  expect(tracing.spans[0]).toMatchObject({ name: 'GET', ended: '' });
  expect(tracing.spans[0]?.attributes).not.toHaveProperty('http.route');
});

test('what tools ask all the time is not traced', () => {
  const tracing = new FakeTracing();
  for (const url of ['/metrics', '/readyz', '/livez?x=1']) new RequestSpans(tracing).begin(request(undefined, url));
  expect(tracing.spans).toEqual([]);
});
