import type { TocsinClient } from '@tocsin/client/tocsin-client';
import { policyDraftOf } from '@tocsin/domain/alerting/notification-policy';
import type { UnsavedPolicy } from './unsaved-policy.js';

/** The policy as it is; null where there is none. */
export async function readPolicy(tocsin: TocsinClient, signal: AbortSignal): Promise<UnsavedPolicy | null> {
  const { data, etag } = await tocsin.getNotificationPolicy({}, { signal });
  return data === null ? null : { draft: policyDraftOf(data), etag };
}
