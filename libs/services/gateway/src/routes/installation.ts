import { apiResponse } from '@tocsin/contracts/http/api-response';
import { z } from 'zod';
import { principalOf, type Route } from '../route.js';

const FeatureSchema = z.strictObject({
  name: z.string(),
  is_on: z.boolean(),
  why: z.string().meta({ description: 'What says so, and how it is changed.' }),
});
const InstallationSchema = z
  .strictObject({
    version: z.string(),
    mode: z.enum(['standalone', 'production']),
    started_at: z.number().meta({ description: 'Of the gateway that answers; milliseconds since 1970.' }),
    external_url: z.string().nullable().meta({ description: 'Where links lead to; null when nobody has said.' }),
    tenant_id: z.string().meta({ description: "The caller's own." }),
    is_operator: z.boolean().meta({ description: 'Whether the caller may make tenants.' }),
    system_tenant: z.string().meta({ description: 'Where the platform watches itself.' }),
    demo_tenant: z.string().nullable().meta({ description: 'Where the demo plays; null where there is none.' }),
    features: z.array(FeatureSchema),
  })
  .meta({ id: 'Installation' });

/** What an installation is, as far as that is no secret. */
export type Installation = Pick<z.infer<typeof InstallationSchema>, 'version' | 'mode' | 'demo_tenant' | 'features'>;

/** What somebody who comes to an installation wants to know of it first. */
export function installationRoute(
  installation: Installation,
  {
    startedAt,
    externalUrl,
    systemTenant,
  }: { readonly startedAt: number; readonly externalUrl: string; readonly systemTenant: string },
): Route {
  return {
    method: 'GET',
    path: '/api/installation',
    operation: 'getInstallation',
    tag: 'operations',
    summary: 'What this installation is',
    description: 'Its version, and what is switched on and off in it, with why.',
    scope: 'rules:read',
    answers: { 200: { description: 'The installation.', schema: apiResponse(InstallationSchema) } },
    handle: async (request) => {
      const { tenant: tenant_id, isOperator = false } = principalOf(request);
      const caller = { tenant_id, is_operator: isOperator };
      const external_url = externalUrl === '' ? null : externalUrl;
      const own = { started_at: startedAt, external_url, system_tenant: systemTenant };
      return { status: 200, data: { ...installation, ...own, ...caller } };
    },
  };
}
