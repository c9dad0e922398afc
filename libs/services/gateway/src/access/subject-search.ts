import type { AuditEvent } from '@tocsin/contracts/topics/audit';
import type { Playbook } from '@tocsin/domain/healing/playbook';
import type { Clock } from '@tocsin/ports/clock';
import { type HistoryReach, HistoryUnavailable, type SeriesHistory } from '@tocsin/ports/series-history';
import type { AuditReader } from './audit-reader.js';
import { type Mention, mentionsOf, type MentionSource } from './mentions.js';

/** Pages of the audit that are looked through for one subject, of 20,000 records each; more would hold up the asker. */
const AUDIT_PAGES_MAX = 50;
/** Events that are shown of one subject; the rest is read by `GET /api/audit`. */
const EVENTS_MAX = 500;

export interface SubjectSearchOptions {
  audit: Pick<AuditReader, 'read'>;
  history: Pick<SeriesHistory, 'series'> & HistoryReach;
  sources: readonly MentionSource[];
  /** The playbooks of a tenant, as they stand. */
  playbooksOf(tenant: string): Promise<readonly Playbook[]>;
  clock: Clock;
}

/** What is held about somebody beside how they come in. */
export interface FoundOfSubject {
  /** The newest events that bear the pseudonym. */
  events: AuditEvent[];
  /** How many there are. */
  eventCount: number;
  /** What bears the pseudonym as who made it. */
  made: Mention[];
  /** Text in which the name stands. */
  named: Mention[];
  searched: { what: string; count: number }[];
  notSearched: { what: string; why: string }[];
}

/** Looks for somebody in what a tenant has: by the pseudonym in what was made, by the name in what was written. */
export class SubjectSearch {
  constructor(private readonly options: SubjectSearchOptions) {}

  async find(tenant: string, { id, name }: { id: string; name: string }): Promise<FoundOfSubject> {
    const playbooks = await this.options.playbooksOf(tenant);
    const ofPlaybooks = { name: 'playbooks', of: () => playbooks.map((one) => [one.id, one] as const) };
    const sources: readonly MentionSource[] = [...this.options.sources, ofPlaybooks];
    const labels = await this.#labels(tenant);
    const made = mentionsOf(sources, tenant, id);
    const named = mentionsOf(labels === null ? sources : [...sources, labels], tenant, name);
    const audit = await this.#audit(tenant, id, name);
    const notSearched = [
      { what: 'versions of rules and groups that do not stand any more', why: 'only rule management reads them' },
      {
        what: 'runs of playbooks, and versions of them that do not stand any more',
        why: 'they are the record of what was done',
      },
      {
        what: "the name as part of a longer word, and names of the platform's own fields",
        why: 'whole words are looked for, in what people wrote',
      },
      { what: 'samples and alerts in the log', why: 'their labels are those of the series, which were searched' },
    ];
    if (labels === null) notSearched.push({ what: 'labels of series', why: 'a part of the history did not answer' });
    if (named.isCut || made.isCut) notSearched.push({ what: 'what else was found', why: 'there is more than is told' });
    if (audit.isCut) notSearched.push({ what: 'older events of the audit', why: 'there are more than are looked at' });
    return {
      events: audit.events,
      eventCount: audit.count,
      made: made.found,
      named: [...named.found, ...audit.named],
      searched: [...named.searched, { what: 'audit', count: audit.searched }],
      notSearched,
    };
  }

  async #audit(tenant: string, id: string, name: string) {
    const found = { events: [] as AuditEvent[], count: 0, named: [] as Mention[], searched: 0, isCut: false };
    const fits = (event: AuditEvent): boolean => {
      found.searched += 1;
      if (JSON.stringify(event).includes(id)) {
        found.count += 1;
        if (found.events.length < EVENTS_MAX) found.events.push(event);
      }
      const source = { name: 'audit', of: () => [[event.id, event] as const] };
      found.named.push(...mentionsOf([source], tenant, name).found);
      return false;
    };
    let before: number | null = null;
    for (let page = 0; page < AUDIT_PAGES_MAX; page += 1) {
      ({ before } = await this.options.audit.read({ tenant, limit: 1, before, fits }));
      if (before === null) return found;
    }
    return { ...found, isCut: true };
  }

  async #labels(tenant: string): Promise<MentionSource | null> {
    const { history, clock } = this.options;
    try {
      const from = await history.earliest(tenant);
      const series = from === null ? [] : await history.series({ tenant, matchers: [], from, to: clock.now() });
      return {
        name: 'series',
        hasOwnNames: true,
        of: () => series.map((labels) => [labels['__name__'] ?? '', labels] as const),
      };
    } catch (error) {
      if (!(error instanceof HistoryUnavailable)) throw error;
      return null;
    }
  }
}
