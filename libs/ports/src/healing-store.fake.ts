import type { KillSwitch, StormState } from '@tocsin/domain/healing/guards';
import type { Playbook } from '@tocsin/domain/healing/playbook';
import { isRecent, type RunSummary } from '@tocsin/domain/healing/run';
import type { RunEvent } from '@tocsin/domain/healing/run-event';
import type { AuditEvent } from '@tocsin/contracts/topics/audit';
import {
  auditOfDeletedPlaybook,
  auditOfPlaybook,
  auditOfSwitchOff,
  auditOfSwitchOn,
  type Doer,
} from './healing-audit.js';
import type {
  AppendOutcome,
  ClaimedRun,
  CreateOutcome,
  HealingStore,
  NewRun,
  PutOutcome,
  RunAppend,
  RunsWaiting,
  StoredRun,
  WantedRuns,
} from './healing-store.js';

type RunPlace = Pick<RunSummary, 'createdAt' | 'runId'>;

interface Kept {
  readonly tenantId: string;
  readonly runId: string;
  readonly events: RunEvent[];
  summary: RunSummary;
  nextLookAt: number | null;
  token: number;
  leaseUntil: number;
  audited: number;
}

/** A {@link HealingStore} in memory, for tests. What it keeps and hands out are copies. */
export class FakeHealingStore implements HealingStore {
  /** What the audit was told. */
  readonly told: AuditEvent[] = [];
  readonly #playbooks = new Map<string, { playbook: Playbook; isDeleted: boolean }[]>();
  readonly #runs = new Map<string, Kept>();
  readonly #switches = new Map<string, KillSwitch>();
  readonly #storms = new Map<string, StormState>();

  /** How many runs are not over. */
  get openRuns(): number {
    return [...this.#runs.values()].filter(({ summary }) => summary.isOpen).length;
  }

  async playbooks(tenantId: string | null): Promise<readonly Playbook[]> {
    const latest = [...this.#playbooks.values()].flatMap((versions) => versions.at(-1) ?? []);
    const standing = latest.filter(({ isDeleted }) => !isDeleted).map(({ playbook }) => playbook);
    return structuredClone(standing.filter((one) => tenantId === null || one.tenant_id === tenantId));
  }

  async playbook(tenantId: string, id: string, version: number | null): Promise<Playbook | null> {
    const versions = this.#playbooks.get(keyOf(tenantId, id)) ?? [];
    if (version !== null)
      return structuredClone(versions.find(({ playbook }) => playbook.version === version)?.playbook ?? null);
    const last = versions.at(-1);
    return last === undefined || last.isDeleted ? null : structuredClone(last.playbook);
  }

  async putPlaybook(playbook: Playbook): Promise<PutOutcome> {
    const key = keyOf(playbook.tenant_id, playbook.id);
    const versions = this.#playbooks.get(key) ?? [];
    const version = versions.at(-1)?.playbook.version ?? 0;
    if (playbook.version !== version + 1) return { kind: 'conflict', version };
    this.#playbooks.set(key, [...versions, { playbook: structuredClone(playbook), isDeleted: false }]);
    this.told.push(auditOfPlaybook(playbook));
    return { kind: 'put' };
  }

  async deletePlaybook(tenantId: string, id: string, by: Doer): Promise<boolean> {
    const last = this.#playbooks.get(keyOf(tenantId, id))?.at(-1);
    if (last === undefined || last.isDeleted) return false;
    last.isDeleted = true;
    this.told.push(auditOfDeletedPlaybook(id, by));
    return true;
  }

  async create(
    tenantId: string,
    runId: string,
    since: number,
    decide: (recent: readonly RunSummary[]) => NewRun,
  ): Promise<CreateOutcome> {
    const key = keyOf(tenantId, runId);
    if (this.#runs.has(key)) return { kind: 'exists' };
    const decided = decide(this.#recent(tenantId, since));
    if (decided.kind === 'held') return decided;
    const { event, summary } = structuredClone(decided);
    this.#runs.set(key, {
      tenantId,
      runId,
      events: [event],
      summary,
      nextLookAt: event.at,
      token: 0,
      leaseUntil: 0,
      audited: 0,
    });
    return { kind: 'created' };
  }

  async recentRuns(tenantId: string, since: number): Promise<readonly RunSummary[]> {
    return this.#recent(tenantId, since);
  }

  async append(tenantId: string, runId: string, append: RunAppend): Promise<AppendOutcome> {
    const kept = this.#runs.get(keyOf(tenantId, runId));
    if (kept === undefined) return 'conflict';
    if (append.token !== null && append.token !== kept.token) return 'lease_lost';
    if (append.expectedVersion !== kept.events.length) return 'conflict';
    const { events, summary, nextLookAt } = structuredClone(append);
    kept.events.push(...events);
    Object.assign(kept, { summary, nextLookAt });
    return 'appended';
  }

  async run(tenantId: string, runId: string): Promise<StoredRun | null> {
    const kept = this.#runs.get(keyOf(tenantId, runId));
    return kept === undefined ? null : storedOf(kept);
  }

  async runs(tenantId: string, { limit, after, ...of }: WantedRuns): Promise<readonly RunSummary[]> {
    const latestFirst = (a: RunPlace, b: RunPlace): number => b.createdAt - a.createdAt || (a.runId < b.runId ? 1 : -1);
    const wanted = [...this.#runs.values()]
      .filter((kept) => kept.tenantId === tenantId)
      .map(({ summary }) => summary)
      .filter(({ state, playbookId, isOpen }) => {
        const isOfState = of.state === null || state === of.state;
        return isOfState && [null, playbookId].includes(of.playbookId) && [null, isOpen].includes(of.isOpen);
      })
      .filter((summary) => after === null || (summary.runId !== after.runId && latestFirst(after, summary) < 0));
    return structuredClone(wanted.sort(latestFirst).slice(0, limit));
  }

  async waiting(): Promise<RunsWaiting> {
    const states = [...this.#runs.values()].map(({ summary }) => summary.state);
    return {
      forApproval: states.filter((state) => state === 'awaiting_approval').length,
      forAnswer: states.filter((state) => state === 'unknown').length,
    };
  }

  async claim(now: number, leaseMs: number, limit: number): Promise<readonly ClaimedRun[]> {
    const due = [...this.#runs.values()]
      .filter(({ nextLookAt, leaseUntil }) => nextLookAt !== null && nextLookAt <= now && leaseUntil <= now)
      .sort((a, b) => (a.nextLookAt ?? 0) - (b.nextLookAt ?? 0));
    return due.slice(0, limit).map((kept) => {
      kept.token += 1;
      kept.leaseUntil = now + leaseMs;
      return { ...storedOf(kept), lease: { token: kept.token, until: kept.leaseUntil }, audited: kept.audited };
    });
  }

  async renew(tenantId: string, runId: string, token: number, until: number): Promise<boolean> {
    const kept = this.#runs.get(keyOf(tenantId, runId));
    if (kept?.token !== token) return false;
    kept.leaseUntil = until;
    return true;
  }

  async markAudited(tenantId: string, runId: string, audited: number): Promise<void> {
    const kept = this.#runs.get(keyOf(tenantId, runId));
    if (kept !== undefined) kept.audited = Math.max(kept.audited, audited);
  }

  async release(
    tenantId: string,
    runId: string,
    token: number,
    version: number,
    nextLookAt: number | null,
  ): Promise<void> {
    const kept = this.#runs.get(keyOf(tenantId, runId));
    if (kept?.token !== token) return;
    kept.leaseUntil = 0;
    if (kept.events.length === version) kept.nextLookAt = nextLookAt;
  }

  async killSwitches(): Promise<readonly KillSwitch[]> {
    return [...this.#switches.values()];
  }

  async switchOff(killSwitch: KillSwitch, inTenant: string): Promise<void> {
    const key = killSwitch.tenantId ?? '';
    if (this.#switches.has(key)) return;
    this.#switches.set(key, { ...killSwitch });
    this.told.push(auditOfSwitchOff(killSwitch, inTenant));
  }

  async switchOn(tenantId: string | null, by: Doer): Promise<void> {
    if (this.#switches.delete(tenantId ?? '')) this.told.push(auditOfSwitchOn(tenantId, by));
  }

  async changeStorm(
    tenantId: string,
    scope: string | null,
    change: (state: StormState | null) => StormState,
  ): Promise<StormState> {
    const key = keyOf(tenantId, scope ?? '');
    const after = change(this.#storms.get(key) ?? null);
    this.#storms.set(key, after);
    return after;
  }

  async storm(tenantId: string, scope: string | null): Promise<StormState | null> {
    return this.#storms.get(keyOf(tenantId, scope ?? '')) ?? null;
  }

  #recent(tenantId: string, since: number): RunSummary[] {
    const all = [...this.#runs.values()].filter((kept) => kept.tenantId === tenantId).map(({ summary }) => summary);
    return structuredClone(all.filter((summary) => isRecent(summary, since)));
  }
}

const keyOf = (tenantId: string, id: string): string => `${tenantId}/${id}`;
const storedOf = ({ tenantId, runId, events }: Kept): StoredRun => structuredClone({ tenantId, runId, events });
