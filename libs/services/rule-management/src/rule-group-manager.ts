import type { Command, CommandReply, PutGroup } from '@tocsin/contracts/topics/commands';
import { changeOf, ruleGroupKey } from '@tocsin/contracts/topics/rule-groups';
import type { RuleGroupDocument, RuleGroupDraft } from '@tocsin/domain/groups/rule-group-document';
import type { Clock, IdSource } from '@tocsin/ports/clock';
import type { ConfigurationTransaction } from '@tocsin/ports/configuration-store';
import { type AuditEntry, publishAudit } from './audit.js';
import { groupChanges } from './group-changes.js';

/** Most groups of one tenant; each is evaluated at times of its own. The largest published sets have some hundred. */
export const GROUPS_PER_TENANT_MAX = 1_000;
/** Most rules in all groups of one tenant; each is a query, once an interval. */
export const GROUPED_RULES_PER_TENANT_MAX = 10_000;

type Outcome = CommandReply['outcome'];
type CommandOf<Type extends Command['type']> = Extract<Command, { type: Type }>;
type LimitReached = Extract<Outcome, { kind: 'limit_reached' }>;
type Put = PutGroup & { before: RuleGroupDocument | null };

/** Carries out commands that change rule groups. */
export class RuleGroupManager {
  readonly #options: { clock: Clock; ids: IdSource };

  constructor(options: { clock: Clock; ids: IdSource }) {
    this.#options = options;
  }

  async put(command: CommandOf<'group.put'>, tx: ConfigurationTransaction): Promise<Outcome> {
    const known = await groupOf(command.draft.name, tx);
    const conflict = conflictOf(known, command.if_version);
    if (conflict !== null) return conflict;
    const put = this.#put(command, command.draft, known);
    const limit = await limitOf([put], tx);
    if (limit !== null) return limit;
    await this.#save(command, put, tx);
    return { kind: 'group', change: put.change, group: put.group };
  }

  /** Puts all groups, or none when the tenant would have too many. */
  async import(command: CommandOf<'group.import'>, tx: ConfigurationTransaction): Promise<Outcome> {
    const stored = await tx.ruleGroups(command.drafts.map(({ name }) => name));
    const known = new Map(stored.map((group) => [group.name, group]));
    const puts = command.drafts.map((draft) => this.#put(command, draft, known.get(draft.name) ?? null));
    const limit = await limitOf(puts, tx);
    if (limit !== null) return limit;
    for (const put of puts) await this.#save(command, put, tx);
    return { kind: 'groups', groups: puts.map(({ change, group }) => ({ change, group })) };
  }

  async delete(command: CommandOf<'group.delete'>, tx: ConfigurationTransaction): Promise<Outcome> {
    const known = await groupOf(command.name, tx);
    if (known === null) return { kind: 'not_found' };
    const conflict = conflictOf(known, command.if_version);
    if (conflict !== null) return conflict;
    await tx.deleteRuleGroup(known.name);
    await tx.publish({ topic: 'rule-groups', key: ruleGroupKey(known.tenant_id, known.name), value: null });
    await this.#audit(command, tx, 'rule_deleted', known);
    return { kind: 'deleted' };
  }

  #put({ tenant_id }: Command, draft: RuleGroupDraft, before: RuleGroupDocument | null): Put {
    const now = this.#options.clock.now();
    const change = changeOf(before, draft);
    if (before !== null && change === 'unchanged') return { change, group: before, before };
    const version = (before?.version ?? 0) + 1;
    const group = { ...draft, tenant_id, version, created_at: before?.created_at ?? now, updated_at: now };
    return { change, group, before };
  }

  async #save(command: Command, { change, group, before }: Put, tx: ConfigurationTransaction): Promise<void> {
    if (change === 'unchanged') return;
    await tx.saveRuleGroup(group);
    await tx.publish({ topic: 'rule-groups', key: ruleGroupKey(group.tenant_id, group.name), value: group });
    if (before === null) await this.#audit(command, tx, 'rule_created', group);
    else await this.#audit(command, tx, 'rule_modified', group, { ...groupChanges(before, group) });
  }

  #audit(
    command: Command,
    tx: ConfigurationTransaction,
    type: AuditEntry['type'],
    { name, version, rules }: RuleGroupDocument,
    changes: AuditEntry['details'] = {},
  ): Promise<void> {
    const details = { version, name, rules: rules.length, ...changes };
    return publishAudit(command, tx, { type, subject: `rule-group/${name}`, details }, this.#options);
  }
}

async function groupOf(name: string, tx: ConfigurationTransaction): Promise<RuleGroupDocument | null> {
  const [group] = await tx.ruleGroups([name]);
  return group ?? null;
}

function conflictOf(known: RuleGroupDocument | null, ifVersion: number | undefined): Outcome | null {
  if (ifVersion === undefined || ifVersion === (known?.version ?? 0)) return null;
  if (known === null)
    return { kind: 'conflict', message: `there is no group of this name, nor its version ${ifVersion}` };
  if (ifVersion === 0)
    return { kind: 'conflict', message: `there is a group of this name, at version ${known.version}` };
  return { kind: 'conflict', message: `the group is at version ${known.version}, not ${ifVersion}` };
}

/** A tenant that has too much already may still replace groups by smaller ones. */
async function limitOf(puts: readonly Put[], tx: ConfigurationTransaction): Promise<LimitReached | null> {
  const newGroups = puts.filter(({ change }) => change === 'created').length;
  const newRules = puts.reduce((sum, { group, before }) => sum + group.rules.length - (before?.rules.length ?? 0), 0);
  const { groups, rules } = await tx.countRuleGroups();
  const tooMany = (what: string, count: number, max: number): LimitReached => ({
    kind: 'limit_reached',
    message: `the tenant would have ${count} ${what}, and ${max} is the most it may have`,
  });
  if (newGroups > 0 && groups + newGroups > GROUPS_PER_TENANT_MAX)
    return tooMany('rule groups', groups + newGroups, GROUPS_PER_TENANT_MAX);
  if (newRules > 0 && rules + newRules > GROUPED_RULES_PER_TENANT_MAX)
    return tooMany('rules in groups', rules + newRules, GROUPED_RULES_PER_TENANT_MAX);
  return null;
}
