import { encodeJson, topicName } from '@tocsin/contracts/define-topic';
import { audit } from '@tocsin/contracts/topics/audit';
import type { Clock, IdSource } from '@tocsin/ports/clock';
import type { EventLog } from '@tocsin/ports/event-log';
import type { Principal } from '../auth-manager.js';

const WINDOW_MS = 60_000;
/** Enough to see who tries what; a client that goes on and on must not fill the log. */
const DENIALS_PER_WINDOW_MAX = 30;

export interface AccessAuditOptions {
  log: Pick<EventLog, 'append'>;
  topicPrefix: string;
  clock: Clock;
  ids: IdSource;
  onError(error: unknown): void;
}

interface Window {
  began: number;
  written: number;
  leftOut: number;
}

/** Writes down who was not let in: so many a minute of each tenant, and of the rest how many there were. */
export class AccessAudit {
  readonly #windows = new Map<string, Window>();

  constructor(private readonly options: AccessAuditOptions) {}

  /** @param reason - the code of the problem that was answered */
  denied({ tenant, subject }: Pick<Principal, 'tenant' | 'subject'>, reason: string): void {
    const { log, topicPrefix, clock, ids, onError } = this.options;
    const now = clock.now();
    const known = this.#windows.get(tenant);
    const isOver = known === undefined || now - known.began >= WINDOW_MS;
    const window = isOver ? { began: now, written: 0, leftOut: 0 } : known;
    this.#windows.set(tenant, window);
    if (window.written >= DENIALS_PER_WINDOW_MAX) {
      window.leftOut += 1;
      return;
    }
    window.written += 1;
    const leftOut = isOver ? (known?.leftOut ?? 0) : 0;
    const event = {
      id: ids.next(),
      type: 'access_denied' as const,
      tenant_id: tenant,
      actor: subject,
      at: now,
      subject: 'api',
      details: { reason, ...(leftOut > 0 ? { left_out_before: leftOut } : {}) },
    };
    log.append(topicName(audit, topicPrefix), [{ key: tenant, value: encodeJson(audit, event) }]).catch(onError);
  }
}
