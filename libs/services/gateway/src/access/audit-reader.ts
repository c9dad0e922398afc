import { decodeJson, topicName } from '@tocsin/contracts/define-topic';
import { audit, type AuditEvent } from '@tocsin/contracts/topics/audit';
import type { EventLog } from '@tocsin/ports/event-log';
import { partitionOfKey } from '@tocsin/ports/partition-of-key';

/** Records that are read first, from their end backwards; then twice as many each time, since to begin reading is dear. */
const FIRST_STRETCH = 500;
/** Most records of one page; what is looked for may be rare, and the next page goes on from here. */
const READ_MAX = 20_000;

export interface AuditQuery {
  tenant: string;
  limit: number;
  /** Only what stands before this offset; without one, from the end. */
  before: number | null;
  fits(event: AuditEvent): boolean;
}

export interface AuditPage {
  /** The newest first. */
  events: AuditEvent[];
  /** Where the next page begins; null when there is nothing before. */
  before: number | null;
}

/** Reads a tenant's audit events from the log, where all of them stand in one partition. */
export class AuditReader {
  constructor(
    private readonly log: Pick<EventLog, 'read' | 'offsets'>,
    private readonly topicPrefix: string,
  ) {}

  async read({ tenant, limit, before, fits }: AuditQuery): Promise<AuditPage> {
    const topic = topicName(audit, this.topicPrefix);
    const all = await this.log.offsets(topic);
    const partition = partitionOfKey(tenant, all.length);
    const { earliest = 0, latest = 0 } = all.find((one) => one.partition === partition) ?? {};
    const events: AuditEvent[] = [];
    let end = Math.min(before ?? latest, latest);
    const stop = Math.max(earliest, end - READ_MAX);
    for (let length = FIRST_STRETCH; end > stop; length *= 2) {
      const from = Math.max(stop, end - length);
      const stretch = await this.#stretch(topic, { partition, offset: from, to: end }, tenant);
      for (const { offset, event } of stretch.toReversed()) {
        if (!fits(event)) continue;
        events.push(event);
        if (events.length === limit) return { events, before: offset > earliest ? offset : null };
      }
      end = from;
    }
    return { events, before: end > earliest ? end : null };
  }

  async #stretch(
    topic: string,
    range: { partition: number; offset: number; to: number },
    tenant: string,
  ): Promise<{ offset: number; event: AuditEvent }[]> {
    const found = [];
    for await (const { records } of this.log.read(topic, [range])) {
      for (const { offset, value } of records) {
        const decoded = value === null ? null : decodeJson(audit, value);
        // Other tenants' events stand in the same partition.
        if (decoded?.kind === 'value' && decoded.value.tenant_id === tenant)
          found.push({ offset, event: decoded.value });
      }
    }
    return found;
  }
}
