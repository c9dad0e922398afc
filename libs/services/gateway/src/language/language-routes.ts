import { apiResponse } from '@tocsin/contracts/http/api-response';
import type { WrittenBacktest } from '@tocsin/domain/backtest/backtest-report';
import {
  ConversationalAI,
  type Reading,
  type Said,
  type Understanding,
} from '@tocsin/domain/language/conversational-ai';
import type { KnownSeries } from '@tocsin/domain/language/known-series';
import { TEXT_LENGTH_MAX } from '@tocsin/domain/language/said-word';
import {
  type AlertRule,
  AlertSeveritySchema,
  type RuleDraft,
  RuleDraftSchema,
  ruleDraftOf,
} from '@tocsin/domain/rules/alert-rule';
import { type Labels, LabelsSchema } from '@tocsin/domain/rules/labels';
import { RuleFactory } from '@tocsin/domain/rules/rule-factory';
import type { Clock } from '@tocsin/ports/clock';
import type { CompactedDirectory } from '@tocsin/ports/compacted-directory';
import type { LanguageModel } from '@tocsin/ports/language-model';
import { HistoryUnavailable, type SeriesHistory } from '@tocsin/ports/series-history';
import { z } from 'zod';
import { AuthManager } from '../auth-manager.js';
import type { BacktestRunner } from '../backtest/backtest-runner.js';
import { notFound, unavailable } from '../problem.js';
import { parsed, principalOf, type Route } from '../route.js';
import { askedRule, AskedRuleSchema } from '../routes/asked-rule.js';
import { ConversationalLLMInterface, type ModelOutcome } from './conversational-llm-interface.js';

const HOUR_MS = 3_600_000;
/** What was sent longer ago is no metric that somebody speaks of. */
const SERIES_MS = 24 * HOUR_MS;
/** As proposals of templates have it. */
const HOURS_MAX = 168;

const RequestSchema = z.strictObject({
  text: z.string().min(1).max(TEXT_LENGTH_MAX).meta({
    description: 'What the rule is to say, in English; or what is to change of `rule` or `rule_id`.',
  }),
  ...AskedRuleSchema,
  priority: AlertSeveritySchema.optional().meta({ description: 'The severity where the words name none.' }),
  context: LabelsSchema.optional().meta({ description: 'Labels of the series that are meant in all that is said.' }),
  backtest_hours: z
    .number()
    .min(1)
    .max(HOURS_MAX)
    .optional()
    .meta({ description: 'Tells how often the rule would have fired in so much of the past; nothing when left out.' }),
});
const BodySchema = RequestSchema.extend({ rule: RuleDraftSchema.optional() }).meta({ id: 'WordsRequest' });

const ReadingSchema = z
  .strictObject({
    draft: RuleDraftSchema.meta({ description: 'As it can be posted to /api/rules.' }),
    reading: z.string().meta({ description: 'The rule in one sentence.' }),
    assumptions: z.array(z.string()).meta({ description: 'What was not said and is taken to be so.' }),
    left_out: z
      .array(z.strictObject({ kind: z.enum(['schedule', 'receiver']), words: z.string(), instead: z.string() }))
      .meta({ description: 'What was said and a rule cannot hold, with where it belongs.' }),
  })
  .meta({ id: 'ReadingOfWords' });
const ChoiceSchema = ReadingSchema.extend({ label: z.string() }).meta({ id: 'ChoiceOfReading' });
const FiguresSchema = z
  .strictObject({
    from: z.number().meta({ description: 'Milliseconds since 1970.' }),
    to: z.number(),
    firings: z.int(),
    in_alert_ms: z.number(),
    notifications_per_week: z.number().nullable(),
  })
  .meta({ id: 'BacktestOfWords' });
const AnswerSchema = z
  .strictObject({
    kind: z.enum(['rule', 'asked', 'refused']),
    series: z.int().meta({ description: 'Among how many series the words were looked for.' }),
    rule: ReadingSchema.optional().meta({ description: 'With `rule`.' }),
    backtest: FiguresSchema.optional().meta({ description: 'With `rule`, when it was asked for.' }),
    code: z.string().optional().meta({ description: 'With `asked` and `refused`: a stable name of the reason.' }),
    question: z.string().optional().meta({ description: 'With `asked`.' }),
    choices: z
      .array(ChoiceSchema)
      .optional()
      .meta({ description: 'With `asked`: the readings that remain, each a rule; empty where only more words help.' }),
    reason: z.string().optional().meta({ description: 'With `refused`.' }),
    can: z.string().optional().meta({ description: 'With `refused`: what can be said.' }),
    model: z
      .strictObject({
        name: z.string(),
        outcome: z.enum(['proposed', 'none', 'rejected', 'failed']),
        message: z.string(),
      })
      .optional()
      .meta({
        description:
          'There when a language model was asked, which the operator has to switch on, and the grammar to have no rule. With `proposed`, the rule, or the last of the choices, is its proposal.',
      }),
  })
  .meta({ id: 'UnderstandingOfWords' });
type Answer = z.input<typeof AnswerSchema>;

export interface LanguageRoutesOptions {
  history: Pick<SeriesHistory, 'series'>;
  runner: Pick<BacktestRunner, 'run'>;
  rules: Pick<CompactedDirectory<AlertRule>, 'get'>;
  clock: Clock;
  /** Null: none is asked. */
  languageModel: LanguageModel | null;
}

/** Rules of words, and words of rules. */
export function languageRoutes({ history, runner, rules, clock, languageModel }: LanguageRoutesOptions): Route[] {
  const llm = languageModel === null ? null : new ConversationalLLMInterface(languageModel);
  return [
    {
      method: 'POST',
      path: '/api/rules/from-words',
      operation: 'makeRuleFromWords',
      tag: 'rules',
      summary: 'Make a rule of words',
      description:
        'By a grammar, without any network: the same words over the same series always come to the same rule. Where it has none, a language model is asked if the operator has named one, and the answer says so; what it is shown is redacted, and what it proposes goes through the same checks. Nothing is stored. What is unclear is asked back with the readings that remain, and what is no rule is refused with the reason. With `rule` or `rule_id`, the words change that rule ("only in production", "make it critical"). POST /api/rules/backtest says more of what a draft would have told. Also needs the scope metrics:read.',
      scope: 'rules:read',
      body: {
        types: ['application/json'],
        schema: BodySchema,
        example: { text: 'Create an alert when API response time exceeds 500ms for more than 5 minutes' },
      },
      answers: {
        200: { description: 'A rule, a question, or why there is none.', schema: apiResponse(AnswerSchema) },
      },
      handle: async (request) => {
        const principal = principalOf(request);
        AuthManager.demand(principal, 'metrics:read');
        const { text, priority, context, backtest_hours: hours, ...asked } = parsed(RequestSchema, request.body);
        const follows = asked.rule !== undefined || asked.rule_id !== undefined;
        const draft = follows ? ruleDraftOf(askedRule(principal, asked, rules, clock)) : undefined;
        const { tenant } = principal;
        const to = clock.now();
        const series = await sent(history, tenant, to);
        const speaker = new ConversationalAI(series);
        const said = { text, draft, priority, context };
        const read = speaker.understand(said);
        const asking = llm === null || !mayAsk(read) ? null : await askedModel(llm, said, speaker.known);
        const understood = asking === null ? read : withProposal(read, asking.outcome, asking.model.name);
        const model = asking === null ? {} : { model: asking.model };
        const answer: Answer = { series: series.length, ...written(understood), ...model };
        if (understood.kind !== 'rule' || hours === undefined) return { status: 200, data: answer };
        const from = to - hours * HOUR_MS;
        const rule = ruleOf(understood.draft, tenant, to);
        const subject = { kind: 'rule', rule, live: [] } as const;
        const report = await runner.run(
          { tenant, subject, from, to, incidents: null },
          () => undefined,
          request.signal,
        );
        return { status: 200, data: { ...answer, backtest: { from, to, ...figuresOf(report) } } };
      },
    },
    {
      method: 'GET',
      path: '/api/rules/{id}/explanation',
      operation: 'explainRule',
      tag: 'rules',
      summary: 'Read a rule in one sentence',
      scope: 'rules:read',
      answers: {
        200: { description: 'The sentence.', schema: apiResponse(z.strictObject({ text: z.string() })) },
      },
      handle: async (request) => {
        const rule = rules.get(principalOf(request).tenant, request.params['id'] ?? '');
        if (rule === null) throw notFound('such rule');
        return { status: 200, data: { text: new ConversationalAI([]).explain(rule) } };
      },
    },
  ];
}

/** What is no request at all is nobody else's to read. */
const mayAsk = (read: Understanding): boolean =>
  read.kind === 'asked' || (read.kind === 'refused' && !['empty', 'too_long'].includes(read.code));

async function askedModel(llm: ConversationalLLMInterface, said: Said, known: KnownSeries) {
  const outcome = await llm.propose(said, known);
  const { kind } = outcome;
  const message = kind === 'proposed' ? 'the grammar had no rule, and it proposed one' : outcome.message;
  return { outcome, model: { name: llm.modelName, outcome: kind, message } };
}

/** A proposal takes the place of a refusal, and stands beside the readings of a question. */
function withProposal(read: Understanding, outcome: ModelOutcome, name: string): Understanding {
  if (outcome.kind !== 'proposed') return read;
  const { reading } = outcome;
  if (read.kind === 'asked')
    return { ...read, choices: [...read.choices, { label: `as the language model ${name} reads it`, ...reading }] };
  return { kind: 'rule', ...reading };
}

async function sent(history: Pick<SeriesHistory, 'series'>, tenant: string, to: number): Promise<readonly Labels[]> {
  try {
    return await history.series({ tenant, matchers: [], from: to - SERIES_MS, to });
  } catch (error) {
    if (error instanceof HistoryUnavailable) throw unavailable('history-unavailable', error.message);
    throw error;
  }
}

const ruleOf = (draft: RuleDraft, tenantId: string, now: number): AlertRule =>
  RuleFactory.create(draft, { id: 'from-words', tenantId }, now);

function figuresOf({ rules, notifications_per_week }: WrittenBacktest) {
  const { firings = 0, in_alert_ms = 0 } = rules[0] ?? {};
  return { firings, in_alert_ms, notifications_per_week };
}

function written(understood: Understanding): Omit<Answer, 'series'> {
  const { kind } = understood;
  switch (kind) {
    case 'rule':
      return { kind, rule: writtenReading(understood) };
    case 'asked': {
      const { code, question, choices } = understood;
      return { kind, code, question, choices: choices.map((one) => ({ label: one.label, ...writtenReading(one) })) };
    }
    case 'refused':
      return { kind, code: understood.code, reason: understood.reason, can: understood.can };
  }
}

const writtenReading = ({ draft, reading, assumptions, leftOut }: Reading) => ({
  draft,
  reading,
  assumptions: [...assumptions],
  left_out: leftOut.map((one) => ({ ...one })),
});
