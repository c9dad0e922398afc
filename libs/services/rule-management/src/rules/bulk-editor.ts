import type { CommandOf, Outcome } from '@tocsin/contracts/topics/commands';
import type { BulkOperation, BulkResult } from '@tocsin/contracts/topics/rule-commands';
import type { RuleDraft } from '@tocsin/domain/rules/alert-rule';
import type { ConfigurationTransaction } from '@tocsin/ports/configuration-store';
import type { RuleGroupManager } from '../rule-group-manager.js';
import { changeBy, type RuleEditor } from './rule-editor.js';

const kinds = {
  create: 'created',
  update: 'changed',
  delete: 'deleted',
  pause: 'changed',
  resume: 'changed',
  move: 'changed',
} as const;

/** Thrown out of a transaction in which all is to be made or nothing, when something was refused. */
export class BulkRefused extends Error {
  override readonly name = 'BulkRefused';

  constructor(readonly results: readonly BulkResult[]) {
    super('one of the operations was refused, so none was made');
  }
}

/** Carries out many changes in one transaction. One that is refused is told, and the others are made all the same. */
export class BulkEditor {
  constructor(
    private readonly editor: RuleEditor,
    private readonly groups: RuleGroupManager,
  ) {}

  /** @throws BulkRefused where all was to be made or nothing */
  async carryOut(command: CommandOf<'rule.bulk'>, tx: ConfigurationTransaction): Promise<Outcome> {
    const results: BulkResult[] = [];
    for (const operation of command.operations) results.push(await this.#one(command, tx, operation));
    if (command.all_or_none === true && results.some(({ outcome }) => outcome === 'refused'))
      throw new BulkRefused(results);
    return { kind: 'bulk', results };
  }

  async #one(
    command: CommandOf<'rule.bulk'>,
    tx: ConfigurationTransaction,
    operation: BulkOperation,
  ): Promise<BulkResult> {
    switch (operation.op) {
      case 'put_group': {
        const { draft } = operation;
        return resultOf(draft.name, null, await this.groups.putDraft(command, draft, undefined, tx));
      }
      case 'delete_group':
        return resultOf(operation.name, null, await this.groups.delete({ ...command, name: operation.name }, tx));
      default: {
        const { rule_id } = operation;
        const before = (await tx.rule(rule_id))?.version ?? null;
        return resultOf(rule_id, before, await this.#rule(command, tx, operation));
      }
    }
  }

  #rule(
    command: CommandOf<'rule.bulk'>,
    tx: ConfigurationTransaction,
    operation: Extract<BulkOperation, { rule_id: string }>,
  ): Promise<Outcome> {
    const { op, rule_id } = operation;
    const change = changeBy(command, kinds[op]);
    if (op === 'create') return this.editor.createRule(change, tx, rule_id, operation.draft);
    if (op === 'delete') return this.editor.deleteRule(change, tx, rule_id, operation.if_version);
    return this.editor.updateRule(change, tx, rule_id, operation.if_version, (draft) => after(operation, draft));
  }
}

function after(
  operation: Extract<BulkOperation, { op: 'update' | 'pause' | 'resume' | 'move' }>,
  draft: RuleDraft,
): RuleDraft {
  switch (operation.op) {
    case 'update':
      return operation.draft;
    case 'pause':
      return { ...draft, status: 'paused' };
    case 'resume':
      return { ...draft, status: 'active' };
    case 'move': {
      const { folder: _left, ...rest } = draft;
      return operation.folder === null ? rest : { ...rest, folder: operation.folder };
    }
  }
}

function resultOf(id: string, before: number | null, outcome: Outcome): BulkResult {
  switch (outcome.kind) {
    case 'rule': {
      const { version } = outcome.rule;
      const changed = version === before ? 'unchanged' : 'changed';
      return { id, outcome: before === null ? 'created' : changed, version };
    }
    case 'group': {
      const { change, group } = outcome;
      return { id, outcome: change, version: group.version };
    }
    case 'deleted':
      return { id, outcome: 'deleted' };
    case 'proposed':
    case 'group_proposed':
      return { id, outcome: 'proposed', version: outcome.proposal.version };
    case 'not_found':
      return refused(id, 'not_found', 'there is none of this name');
    case 'conflict':
    case 'limit_reached':
      return refused(id, outcome.kind, outcome.message);
    case 'refused':
      return refused(id, outcome.code, outcome.message);
    default:
      throw new TypeError(`a change of a rule came to ${outcome.kind}`);
  }
}

const refused = (id: string, code: string, message: string): BulkResult => ({
  id,
  outcome: 'refused',
  refusal: { code, message },
});
