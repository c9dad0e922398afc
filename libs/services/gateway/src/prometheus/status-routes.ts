import { z } from 'zod';
import type { Route } from '../route.js';
import { success } from './prometheus-answer.js';
import { prometheusRoutes } from './prometheus-route.js';

/** The version of Prometheus whose API this is: clients choose by it what they ask for. */
const VERSION = '3.15.1';

const BuildSchema = z.strictObject({
  version: z.string(),
  revision: z.string(),
  branch: z.string(),
  buildUser: z.string(),
  buildDate: z.string(),
  goVersion: z.string(),
});

/** What clients ask to learn whom they talk to. */
export function statusRoutes(): Route[] {
  return prometheusRoutes({
    path: '/api/v1/status/buildinfo',
    operation: 'prometheusBuildInfo',
    summary: "The version of Prometheus's API that is spoken here",
    scope: 'metrics:read',
    fields: z.strictObject({}),
    data: BuildSchema,
    takesForms: false,
    handle: async () =>
      success({ version: VERSION, revision: '', branch: 'tocsin', buildUser: '', buildDate: '', goVersion: '' }),
  });
}
