import { z } from 'zod';
import { GuardNameSchema } from '../healing/guard.js';
import { RunStateSchema } from '../healing/run.js';
import { parseSeriesNotation } from '../rule-tests/series-notation.js';
import { AlertSeveritySchema } from '../rules/alert-rule.js';
import { parseDurationMs } from '../rules/duration.js';
import { schemaFindings, valueAt } from '../rules/finding.js';
import { SourceDocuments } from '../rules/formats/source-documents.js';
import { type PlacedFinding, placedFinding } from './playbook-file.js';

/** Alerts of one test, each of which is planned for; a day of one a minute is fewer. */
const ALERTS_MAX = 2_000;
/** Items of every other list. */
const ITEMS_MAX = 500;

const list = <Item extends z.ZodType>(item: Item) => z.array(item).max(ITEMS_MAX).default([]);
const text = z.string().min(1).max(10_000);

const Duration = text.transform((written, context) => {
  const ms = parseDurationMs(written);
  if (ms !== null) return ms;
  context.addIssue({ code: 'custom', message: `is no duration: ${written}; write one such as 5m` });
  return z.NEVER;
});
const Place = z.coerce.number<string>().int().min(1).max(ITEMS_MAX);
const Count = z.coerce.number<string>().int().min(0);

const Series = z.strictObject({ series: text, values: z.string() }).transform(({ series, values }, context) => {
  try {
    const noted = parseSeriesNotation(`${series} ${values}`);
    if (noted.points.every(({ kind }) => kind !== 'native_histogram')) return noted;
    context.addIssue({ code: 'custom', message: 'holds native histograms, which are not supported yet' });
  } catch (error) {
    context.addIssue({ code: 'custom', message: `cannot be read: ${(error as Error).message}` });
  }
  return z.NEVER;
});

const Time = text.transform((written, context) => {
  const seconds = Number(written);
  const ms = Number.isNaN(seconds) ? Date.parse(written) : 1_000 * seconds;
  if (!Number.isNaN(ms)) return ms;
  context.addIssue({ code: 'custom', message: `is no time: ${written}; write one such as 2026-01-31T03:00:00Z` });
  return z.NEVER;
});

/** What comes of one alert by one playbook, as far as a test says. */
const ExpectationSchema = z.strictObject({
  /** Which playbook, by its name. */
  playbook: text.optional(),
  /** Which guard holds it back, before there is a run or before its first effect. */
  held_back: GuardNameSchema.optional(),
  /** How the run ends, or where it stands when nothing more can happen. */
  ends: RunStateSchema.optional(),
  /** A part of why. */
  reason: text.optional(),
  approvals_needed: Count.optional(),
  /** The actions of each step, as in `kubernetes_restart kubernetes/shop/Deployment/web`. */
  steps: z.array(z.array(text).max(ITEMS_MAX)).max(ITEMS_MAX).optional(),
  /** Targets in the order in which effects were made, and taken back. */
  done: z.array(text).max(ITEMS_MAX).optional(),
  undone: z.array(text).max(ITEMS_MAX).optional(),
  /** Whose decisions did not count and why, as in `ann author`. */
  refused: z.array(text).max(ITEMS_MAX).optional(),
});
export type Expectation = z.output<typeof ExpectationSchema>;

const AlertSchema = z.strictObject({
  labels: z.record(z.string(), z.string()),
  /** When healing hears of it, from the start of the test. */
  at: Duration,
  /** How long it fires; without it, it never ends. */
  for: Duration.optional(),
  severity: AlertSeveritySchema.default('HIGH'),
  state: z.enum(['pending', 'firing']).default('firing'),
  rule_id: text.default('rule'),
  expect: z.array(ExpectationSchema).max(ITEMS_MAX).optional(),
});

/**
 * What becomes of a try to act: `ok`; `fails` for good; `busy`, where trying again may help; `hangs` longer than the step
 * allows, and has not happened; `lost`, the same, where nobody can tell whether it has.
 */
const OutcomeSchema = z.enum(['ok', 'fails', 'busy', 'hangs', 'lost']);
export type Outcome = z.output<typeof OutcomeSchema>;

const TestSchema = z.strictObject({
  name: z.string().default(''),
  start_timestamp: Time.default(0),
  interval: Duration.optional(),
  input_series: list(Series),
  alerts: z.array(AlertSchema).min(1).max(ALERTS_MAX),
  /** Who decides, how long after a run was planned. */
  people: list(
    z.strictObject({
      name: text,
      after: Duration.default(0),
      decision: z.enum(['approve', 'reject']).default('approve'),
      role: z.enum(['viewer', 'editor', 'approver', 'admin']).default('approver'),
    }),
  ),
  /** What becomes of tries to act, in turn; then all are ok. */
  outcomes: list(
    z.strictObject({
      step: Place,
      action: Place.default(1),
      direction: z.enum(['do', 'undo']).default('do'),
      tries: z.array(OutcomeSchema).min(1).max(ITEMS_MAX),
    }),
  ),
  /** What the dry runs of actions tell. */
  rehearsals: list(
    z.strictObject({
      target: text,
      refused: text.optional(),
      group: z.strictObject({ healthy: Count, total: Count, touched: Count }).optional(),
    }),
  ),
});
export type PlaybookTest = z.output<typeof TestSchema>;

const PlaybookTestFileSchema = z.strictObject({
  /** Paths and glob patterns, relative to the file. */
  playbook_files: z.array(text).min(1).max(ITEMS_MAX),
  /** Who wrote the playbooks, and so approves none of their runs. */
  authors: z.array(text).min(1).max(64).default(['author']),
  /** How far points of series lie apart. */
  interval: Duration.default(60_000),
  tests: z.array(TestSchema).max(ITEMS_MAX),
});
export type PlaybookTestFile = z.output<typeof PlaybookTestFileSchema>;

export type PlaybookTestFileResult =
  | { readonly kind: 'parsed'; readonly file: PlaybookTestFile }
  | { readonly kind: 'refused'; readonly findings: readonly PlacedFinding[] };

/** Reads a file of tests of playbooks; every mistake is found, each with its place. */
export function parsePlaybookTestFile(content: string): PlaybookTestFileResult {
  const read = SourceDocuments.read(content, 'texts');
  if (read.kind === 'refused')
    return { kind: 'refused', findings: [{ ...read.place, severity: 'error', message: read.message }] };
  const { source } = read;
  const [value] = source.values;
  const parsed = PlaybookTestFileSchema.safeParse(value);
  if (parsed.success) return { kind: 'parsed', file: parsed.data };
  const findings = parsed.error.issues.flatMap((issue) =>
    schemaFindings(issue, valueAt(value, issue.path), issue.path).map((finding) => placedFinding(finding, source)),
  );
  return { kind: 'refused', findings };
}
