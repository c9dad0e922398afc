import {
  RequestOutcomeSchema,
  type RequestOutcome,
  type RunRequest,
  RunRequestSchema,
} from '@tocsin/domain/healing/run-request';
import { auditOfRunRequest } from '@tocsin/ports/healing-audit';
import type { RunRequests } from '@tocsin/ports/run-requests';
import type { DataSource } from 'typeorm';
import type { Database } from './database.js';
import { inTenant } from './in-tenant.js';
import { tellAudit } from './tell-audit.js';

/** Runs that people ask for, on PostgreSQL: written tenant by tenant, and found by the worker's role. */
export class PostgresRunRequests implements RunRequests {
  readonly #app: DataSource;
  readonly #worker: DataSource;

  constructor({ app, worker }: Pick<Database, 'app' | 'worker'>) {
    this.#app = app;
    this.#worker = worker;
  }

  add(request: RunRequest): Promise<void> {
    const { tenant_id, id, at } = request;
    return inTenant(this.#app, tenant_id, async (manager) => {
      await manager.query('INSERT INTO healing_requests (tenant_id, id, at, request) VALUES ($1, $2, $3, $4)', [
        tenant_id,
        id,
        at,
        JSON.stringify(request),
      ]);
      await tellAudit(manager, auditOfRunRequest(request));
    });
  }

  async waiting(limit: number): Promise<readonly RunRequest[]> {
    const rows = await this.#worker.query<{ request: string }[]>(
      'SELECT request FROM healing_requests WHERE outcome IS NULL ORDER BY at LIMIT $1',
      [limit],
    );
    return rows.map(requestOf);
  }

  answer(tenantId: string, id: string, outcome: RequestOutcome): Promise<void> {
    return inTenant(this.#app, tenantId, async (manager) => {
      await manager.query(
        'UPDATE healing_requests SET outcome = $3 WHERE tenant_id = $1 AND id = $2 AND outcome IS NULL',
        [tenantId, id, JSON.stringify(outcome)],
      );
    });
  }

  request(tenantId: string, id: string): Promise<{ request: RunRequest; outcome: RequestOutcome | null } | null> {
    return inTenant(this.#app, tenantId, async (manager) => {
      const [row] = await manager.query<{ request: string; outcome: string | null }[]>(
        'SELECT request, outcome FROM healing_requests WHERE tenant_id = $1 AND id = $2',
        [tenantId, id],
      );
      if (row === undefined) return null;
      const outcome = row.outcome === null ? null : RequestOutcomeSchema.parse(JSON.parse(row.outcome));
      return { request: requestOf(row), outcome };
    });
  }
}

const requestOf = ({ request }: { request: string }): RunRequest => RunRequestSchema.parse(JSON.parse(request));
