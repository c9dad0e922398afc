import { z } from 'zod';
import type { Registry } from 'prom-client';
import { wantsPage } from '../console/console-pages.js';
import type { Route, RouteAnswer } from '../route.js';

/** Whether a part that the gateway uses can be used, and whether it can answer anything without. */
export interface Health {
  name: string;
  ok: boolean;
  required: boolean;
  message: string;
}

const HealthSchema = z.strictObject({
  ready: z.boolean(),
  checks: z.array(
    z.strictObject({
      name: z.string(),
      ok: z.boolean(),
      required: z.boolean().meta({ description: 'Whether nothing can be answered without it.' }),
      message: z.string(),
    }),
  ),
});
const LinksSchema = z.record(z.string(), z.string());
const tag = 'operations';
const json = (status: number, content: unknown) => ({
  status,
  raw: { type: 'application/json', content: JSON.stringify(content) },
});

/**
 * What operators and their tools ask of the process itself.
 *
 * @param consolePage - gives browsers the console's page; throws a ProblemError where there is none
 */
export function operationsRoutes(
  registry: Registry,
  readiness: () => Promise<Health[]>,
  consolePage: () => RouteAnswer,
): Route[] {
  return [
    {
      method: 'GET',
      path: '/',
      operation: 'getIndex',
      tag,
      summary: 'What there is',
      description: 'Links; who accepts `text/html`, as browsers do, gets the web console.',
      scope: null,
      answers: { 200: { description: 'Links.', schema: LinksSchema } },
      handle: async ({ headers }) => {
        if (wantsPage(headers)) return consolePage();
        const links = {
          documentation: '/docs',
          openapi: '/docs-json',
          rules: '/api/rules',
          alerts: '/api/alerts',
          live: '/ws',
          metrics: '/metrics',
        };
        return { ...json(200, links), headers: { vary: 'accept' } };
      },
    },
    {
      method: 'GET',
      path: '/livez',
      operation: 'getLiveness',
      tag,
      summary: 'Whether the process lives',
      scope: null,
      answers: { 200: { description: 'It does.', schema: z.string(), type: 'text/plain' } },
      handle: async () => ({ status: 200, raw: { type: 'text/plain', content: 'ok\n' } }),
    },
    {
      method: 'GET',
      path: '/readyz',
      operation: 'getReadiness',
      tag,
      summary: 'Whether requests can be answered',
      description:
        'Samples are taken in as long as the log works. What is not required is told of, and keeps nobody from sending here: without PostgreSQL nobody signs in or changes anything, without Redis each gateway counts requests for itself.',
      scope: null,
      answers: {
        200: { description: 'They can.', schema: HealthSchema },
        503: { description: 'They cannot; the checks tell why.', schema: HealthSchema },
      },
      handle: async () => {
        const checks = await readiness();
        const ready = checks.every(({ ok, required }) => ok || !required);
        return json(ready ? 200 : 503, { ready, checks });
      },
    },
    {
      method: 'GET',
      path: '/metrics',
      operation: 'getOwnMetrics',
      tag,
      summary: "The process's own metrics in Prometheus's text format",
      scope: null,
      answers: { 200: { description: 'Metrics.', schema: z.string(), type: 'text/plain' } },
      handle: async () => ({ status: 200, raw: { type: registry.contentType, content: await registry.metrics() } }),
    },
  ];
}
