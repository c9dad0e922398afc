import type { RequestOutcome, RunRequest } from '@tocsin/domain/healing/run-request';

/** Runs that people ask for. Gateways write them, and whoever heals looks for them: nothing is lost between the two. */
export interface RunRequests {
  /** Keeps a request, and tells the audit in the same step. */
  add(request: RunRequest): Promise<void>;
  /** Requests without an outcome, of all tenants, the oldest first. */
  waiting(limit: number): Promise<readonly RunRequest[]>;
  /** Writes down what became of a request; the first to say so is right. */
  answer(tenantId: string, id: string, outcome: RequestOutcome): Promise<void>;
  /** `outcome` is null while it waits. */
  request(
    tenantId: string,
    id: string,
  ): Promise<{ readonly request: RunRequest; readonly outcome: RequestOutcome | null } | null>;
}
