import type { Schema } from '@tocsin/client/call';
import { ProblemError } from '@tocsin/client/problem-error';
import type { TocsinClient } from '@tocsin/client/tocsin-client';
import { CommandError, exit } from '../frame/exit.js';

/** A rule of conditions, or a group of Prometheus's rules, as lists and files tell them apart. */
export type ListedRule =
  ({ readonly kind: 'rule' } & Schema<'AlertRule'>) | ({ readonly kind: 'rule-group' } & Schema<'RuleGroupDocument'>);

/** As other commands take it. */
export const nameOfRule = (rule: ListedRule): string =>
  rule.kind === 'rule' ? `rule/${rule.id}` : `rule-group/${rule.name}`;

/**
 * Finds what is meant by an id, a name, or what `-o name` prints.
 *
 * @throws CommandError when there is no such rule, or when several bear the name
 */
export async function findRule(tocsin: TocsinClient, text: string): Promise<ListedRule> {
  if (text.startsWith('rule/')) return (await ruleById(tocsin, text.slice('rule/'.length))) ?? missing(text);
  if (text.startsWith('rule-group/'))
    return (await groupNamed(tocsin, text.slice('rule-group/'.length))) ?? missing(text);
  const byId = await ruleById(tocsin, text);
  if (byId !== null) return byId;
  const [own, ...others] = await Array.fromAsync(rulesNamed(tocsin, text));
  if (others.length > 0)
    throw new CommandError(
      exit.conflict,
      `${others.length + 1} rules are called "${text}"`,
      '',
      `name one by its id: ${[own, ...others].map((rule) => rule?.id ?? '').join(', ')}`,
    );
  return own ?? (await groupNamed(tocsin, text)) ?? missing(text);
}

/** As {@link findRule}, of rules of conditions alone. */
export async function findRuleOfConditions(tocsin: TocsinClient, text: string): Promise<Schema<'AlertRule'>> {
  const found = await findRule(tocsin, text);
  if (found.kind === 'rule') return found;
  throw new CommandError(
    exit.usage,
    `"${text}" is a rule group, which this command does not know`,
    '',
    'name a rule of conditions; tocsin rules list tells them apart',
  );
}

async function* rulesNamed(tocsin: TocsinClient, name: string): AsyncGenerator<ListedRule & { kind: 'rule' }> {
  // What is searched for is a part of a name or a description, of a length that the platform takes.
  for await (const rule of tocsin.listRules({ q: name.slice(0, 200), limit: 500 }))
    if (rule.name === name) yield { kind: 'rule', ...rule };
}

const ruleById = async (tocsin: TocsinClient, id: string): Promise<ListedRule | null> =>
  orNull(async () => ({ kind: 'rule', ...(await tocsin.getRule({ id })).data }) as ListedRule);

const groupNamed = async (tocsin: TocsinClient, name: string): Promise<ListedRule | null> =>
  orNull(async () => ({ kind: 'rule-group', ...(await tocsin.getRuleGroup({ name })).data }));

async function orNull<Found>(find: () => Promise<Found>): Promise<Found | null> {
  try {
    return await find();
  } catch (error) {
    if (error instanceof ProblemError && error.status === 404) return null;
    throw error;
  }
}

function missing(text: string): never {
  throw new CommandError(
    exit.notFound,
    `there is no rule or rule group "${text}"`,
    '',
    'tocsin rules list says what there is',
  );
}
