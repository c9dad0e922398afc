import type { Schema } from '@tocsin/client/call';
import type { TocsinClient } from '@tocsin/client/tocsin-client';
import { ProblemError } from '@tocsin/client/problem-error';

/** A tenant that is there without anybody having made it, and why. */
export interface UnmadeTenant {
  readonly id: string;
  readonly why: string;
}

/** Tenants that an installation has by itself. */
export function unmadeTenants({
  tenant_id: own,
  system_tenant: system,
  demo_tenant: demo,
}: Pick<Schema<'Installation'>, 'tenant_id' | 'system_tenant' | 'demo_tenant'>): UnmadeTenant[] {
  const all = [
    { id: own, why: 'Your own.' },
    { id: system, why: 'The platform watches itself there.' },
    ...(demo === null ? [] : [{ id: demo, why: 'The demo plays there.' }]),
  ];
  return all.filter(({ id }, i) => all.findIndex((one) => one.id === id) === i);
}

/**
 * Whether a tenant is there: the installation has it by itself, somebody made it, or it holds something, since a token can name
 * one that nobody made.
 */
export async function isTenantThere(
  tocsin: Pick<TocsinClient, 'getInstallation' | 'getTenantUsage' | 'listTenants'>,
  id: string,
): Promise<boolean> {
  const { data: installation } = await tocsin.getInstallation();
  if (unmadeTenants(installation).some((one) => one.id === id)) return true;
  for await (const { tenant_id } of tocsin.listTenants({ limit: LISTED_AT_ONCE })) if (tenant_id === id) return true;
  try {
    const { data: usage } = await tocsin.getTenantUsage({ id });
    return Object.values(usage).some((quota) => quota.use > 0);
  } catch (error) {
    // What cannot be the id of a tenant.
    if (error instanceof ProblemError && error.status === 404) return false;
    throw error;
  }
}

const LISTED_AT_ONCE = 500;
