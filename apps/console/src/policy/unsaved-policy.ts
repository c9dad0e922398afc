import type { PolicyDraft } from '@tocsin/domain/alerting/notification-policy';

/** A policy that is edited, with the version that it began from. */
export interface UnsavedPolicy {
  readonly draft: PolicyDraft;
  /** As the platform names it; null where there was none. */
  readonly etag: string | null;
}

/** @returns null when nothing was kept, or what was kept is of an older console */
export function readUnsaved(storage: Pick<Storage, 'getItem'>, key: string): UnsavedPolicy | null {
  try {
    const kept = JSON.parse(storage.getItem(key) ?? 'null') as Partial<UnsavedPolicy> | null;
    const draft = kept?.draft;
    if (kept === null || typeof draft?.route !== 'object') return null;
    if (!Array.isArray(draft.inhibit_rules) || !Array.isArray(draft.time_intervals)) return null;
    return { draft, etag: typeof kept.etag === 'string' ? kept.etag : null };
  } catch {
    return null;
  }
}
