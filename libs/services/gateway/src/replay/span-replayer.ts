import { decodeJson, topicName } from '@tocsin/contracts/define-topic';
import { transitions as transitionsTopic } from '@tocsin/contracts/topics/transitions';
import { isExternal } from '@tocsin/domain/alerting/external-alert';
import type { Transition } from '@tocsin/domain/engine/transition';
import type { RuleGroupDocument } from '@tocsin/domain/groups/rule-group-document';
import type { LogEntry } from '@tocsin/domain/replay/log-entry';
import { reachOfGroup, reachOfRule } from '@tocsin/domain/replay/reach';
import { type ComparedSpan, compareSpan, type ReplayReport } from '@tocsin/domain/replay/replay-report';
import type { AlertRule } from '@tocsin/domain/rules/alert-rule';
import type { Clock } from '@tocsin/ports/clock';
import type { EventLog } from '@tocsin/ports/event-log';
import { tooLarge } from './replay-thread.js';
import { optionsOf, type ReplayWorld } from './replay-world.js';
import { changesOfGroup, changesOfRule, entriesOf, versionAt } from './rule-versions.js';
import type { LoggedChange } from './samples-log.js';

/** What was decided just now is in the log some moments later; then it is looked again, so often and after so long. */
const LOOKS_MAX = 10;
const LOOK_PAUSE_MS = 500;

export interface SpanRequest {
  readonly tenant: string;
  /** Event times of the transitions that are compared; ms since 1970, `to` not included. */
  readonly from: number;
  readonly to: number;
}

interface Initial {
  readonly entries: LogEntry[];
  /** Ids of rules, and names of groups followed by a slash, whose version of then is lost. */
  readonly lost: string[];
}

/** Decides a tenant's span of the log again and holds the outcome against the transitions that stand in the log. */
export class SpanReplayer {
  constructor(
    private readonly world: ReplayWorld,
    private readonly log: Pick<EventLog, 'read'>,
    private readonly topicPrefix: string,
    private readonly clock: Clock,
  ) {}

  /** @param onProgress - told how much of the span is read; from 0 to 1 */
  replay(request: SpanRequest, onProgress: (share: number) => void, gone?: AbortSignal): Promise<ReplayReport> {
    return this.world.runner.admit((signal) => this.#replay(request, onProgress, signal), gone);
  }

  async #replay(request: SpanRequest, onProgress: (share: number) => void, signal: AbortSignal): Promise<ReplayReport> {
    const { tenant, from, to } = request;
    const { samples, runner } = this.world;
    const changes = await samples.changes(tenant);
    const reach = this.#reach(tenant, changes);
    const replayedFrom = from - 2 * reach;
    const [start, ends] = await Promise.all([samples.startAt(replayedFrom), samples.endAt(to)]);
    const initial = this.#initial(tenant, changes, replayedFrom, start.isBeginning);
    const job = {
      options: optionsOf(this.world, tenant),
      initial: initial.entries,
      question: { kind: 'span' } as const,
    };
    const stretch = { from: start.offsets, to: ends, partition: null };
    const { answer, records } = await runner.run(job, stretch, signal, onProgress);
    if (answer.isCut) throw tooLarge();
    const trustedFrom = start.isBeginning
      ? Number.NEGATIVE_INFINITY
      : await this.#trustedFrom(start.isEarliest, from, reach);
    const span: ComparedSpan = { from, to, trustedFrom, starts: start.offsets, ends, unknownRules: initial.lost };
    const told = { from, to, replayed_from: replayedFrom, records };
    for (let looks = 1; ; looks += 1) {
      const compared = compareSpan(await this.#recorded(tenant, signal), answer, span);
      if (compared.unexpected === 0 || looks === LOOKS_MAX) return { ...told, ...compared };
      await this.clock.wait(LOOK_PAUSE_MS, signal);
    }
  }

  /** From when on episodes were seen to begin with all that they look at. */
  async #trustedFrom(isEarliest: boolean, from: number, reach: number): Promise<number> {
    if (!isEarliest) return from - reach;
    const earliest = await this.world.samples.earliestTime();
    return Math.max(from - reach, earliest + reach);
  }

  #reach(tenant: string, changes: readonly LoggedChange[]): number {
    const { rules, groups } = this.world;
    const former = changes.flatMap(({ entry }): (AlertRule | RuleGroupDocument | null)[] => [
      entry.kind === 'rule' ? entry.rule : entry.group,
    ]);
    const all = [...rules.ofTenant(tenant), ...groups.ofTenant(tenant), ...former].filter((one) => one !== null);
    return Math.max(0, ...all.map((one) => ('id' in one ? reachOfRule(one) : reachOfGroup(one))));
  }

  #initial(tenant: string, changes: readonly LoggedChange[], time: number, isBeginning: boolean): Initial {
    const { rules, groups } = this.world;
    const initial: Initial = { entries: [], lost: [] };
    if (isBeginning) return initial;
    const ruleIds = new Set(rules.ofTenant(tenant).map(({ id }) => id));
    const groupNames = new Set(groups.ofTenant(tenant).map(({ name }) => name));
    for (const { entry } of changes)
      if (entry.kind === 'rule') ruleIds.add(entry.ruleId);
      else groupNames.add(entry.name);
    for (const id of ruleIds) {
      const then = versionAt(rules.get(tenant, id), changesOfRule(changes, id), time, false);
      if (then.kind === 'known') initial.entries.push(...entriesOf(then.value));
      if (then.kind === 'lost') initial.lost.push(id);
    }
    for (const name of groupNames) {
      const then = versionAt(groups.get(tenant, name), changesOfGroup(changes, name), time, false);
      if (then.kind === 'known') initial.entries.push(...entriesOf(then.value));
      if (then.kind === 'lost') initial.lost.push(`${name}/`);
    }
    return initial;
  }

  async #recorded(tenant: string, signal: AbortSignal): Promise<Transition[]> {
    const found: Transition[] = [];
    for await (const { records } of this.log.read(topicName(transitionsTopic, this.topicPrefix))) {
      signal.throwIfAborted();
      for (const { key, value } of records) {
        if (value === null || key?.startsWith(`${tenant}/`) !== true) continue;
        const decoded = decodeJson(transitionsTopic, value);
        if (decoded.kind === 'value' && !isExternal(decoded.value)) found.push(decoded.value);
      }
    }
    return found;
  }
}
