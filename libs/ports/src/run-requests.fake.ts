import type { AuditEvent } from '@tocsin/contracts/topics/audit';
import type { RequestOutcome, RunRequest } from '@tocsin/domain/healing/run-request';
import { auditOfRunRequest } from './healing-audit.js';
import type { RunRequests } from './run-requests.js';

/** {@link RunRequests} in memory, for tests. What it keeps and hands out are copies. */
export class FakeRunRequests implements RunRequests {
  /** What the audit was told. */
  readonly told: AuditEvent[] = [];
  readonly #kept: { readonly request: RunRequest; outcome: RequestOutcome | null }[] = [];

  async add(request: RunRequest): Promise<void> {
    this.#kept.push({ request: structuredClone(request), outcome: null });
    this.told.push(auditOfRunRequest(request));
  }

  async waiting(limit: number): Promise<readonly RunRequest[]> {
    const waiting = this.#kept.filter(({ outcome }) => outcome === null).map(({ request }) => request);
    return structuredClone(waiting.sort((a, b) => a.at - b.at).slice(0, limit));
  }

  async answer(tenantId: string, id: string, outcome: RequestOutcome): Promise<void> {
    const kept = this.#find(tenantId, id);
    if (kept !== undefined) kept.outcome ??= structuredClone(outcome);
  }

  async request(tenantId: string, id: string): Promise<{ request: RunRequest; outcome: RequestOutcome | null } | null> {
    return structuredClone(this.#find(tenantId, id) ?? null);
  }

  #find(tenantId: string, id: string) {
    return this.#kept.find(({ request }) => request.tenant_id === tenantId && request.id === id);
  }
}
