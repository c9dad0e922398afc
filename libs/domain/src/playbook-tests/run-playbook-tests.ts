import { targetOf } from '../healing/action-target.js';
import type { LookAnswer } from '../healing/next-move.js';
import type { Playbook, PlaybookDraft } from '../healing/playbook.js';
import { effectOf, type Run } from '../healing/run.js';
import type { EffectRef, RunEvent } from '../healing/run-event.js';
import { type HeardAlert, simulateHealing, type SimulatedDecision } from '../healing/simulation/healing-simulation.js';
import type {
  AskedQuery,
  SimulatedDecider,
  SimulatedWorld,
  SimulationStep,
} from '../healing/simulation/simulated-world.js';
import type { LedgerCrypto } from '../ledger/ledger-crypto.js';
import { LabelSet } from '../plan/label-set.js';
import { printDuration } from '../promql/duration-text.js';
import { NotedSamples } from '../rule-tests/noted-samples.js';
import type { Expectation, Outcome, PlaybookTest, PlaybookTestFile } from './playbook-test-file.js';

const TENANT = 'test';
const NOT_ASKED: LookAnswer = { kind: 'unanswered', reason: 'nothing was asked' };

/**
 * Runs a file of tests of playbooks, in a time of their own.
 *
 * @param drafts - the playbooks of all of its files, in their order
 * @returns what did not come out as expected
 */
export function runPlaybookTests(
  file: PlaybookTestFile,
  drafts: readonly PlaybookDraft[],
  crypto: Pick<LedgerCrypto, 'sha256' | 'toUtf8'>,
): string[] {
  const authors = file.authors.map((subject) => ({ subject, owners: [] }));
  const playbooks = drafts.map((draft, i): Playbook => {
    const kept = { id: `playbook-${i + 1}`, tenant_id: TENANT, version: 1, created_at: 0, updated_at: 0 };
    return { ...draft, ...kept, authors };
  });
  return file.tests.flatMap((test) => runTest(file, test, playbooks, crypto));
}

function runTest(
  file: PlaybookTestFile,
  test: PlaybookTest,
  playbooks: readonly Playbook[],
  crypto: Pick<LedgerCrypto, 'sha256' | 'toUtf8'>,
): string[] {
  const { interval = file.interval, start_timestamp: start } = test;
  const samples = new NotedSamples(test.input_series, start, interval, { subqueryStepMs: interval });
  const alerts = test.alerts.map((alert, i) => heardAlert(test, alert, i));
  const simulation = simulateHealing({
    playbooks,
    others: [],
    alerts: alerts.toSorted((a, b) => a.heardAt - b.heardAt),
    recorded: [],
    world: worldOf(test),
    crypto,
  });
  const decisions = played(simulation, ({ query, at }) => {
    samples.loadUpTo(at);
    const answer = samples.query(query, at);
    if ('error' in answer) return { kind: 'unanswered', reason: answer.error };
    return { kind: answer.length > 0 ? 'holds' : 'fails' };
  });
  return test.alerts.flatMap(({ expect, labels, at }, i) => {
    if (expect === undefined) return [];
    const found = decisions.filter(({ alert }) => alert.trigger === alerts[i]?.trigger);
    const named = test.name === '' ? '' : `    name: ${test.name},\n`;
    const where = `${named}    alert: ${LabelSet.of(labels).toString()}, time: ${printDuration(at)},`;
    return failuresOf(expect, found, where);
  });
}

function played<Result>(
  simulation: Generator<SimulationStep, Result, LookAnswer>,
  answer: (asked: AskedQuery) => LookAnswer,
): Result {
  for (let step = simulation.next(); ; step = simulation.next(step.value === null ? NOT_ASKED : answer(step.value)))
    if (step.done === true) return step.value;
}

function heardAlert(test: PlaybookTest, alert: PlaybookTest['alerts'][number], place: number): HeardAlert {
  const { labels, severity, state, rule_id } = alert;
  const at = test.start_timestamp + alert.at;
  return {
    heardAt: at,
    trigger: {
      transition_id: `alert ${place + 1}`,
      alert_id: `alert ${place + 1}`,
      rule_id,
      rule_name: labels['alertname'] ?? rule_id,
      fingerprint: LabelSet.of(labels).key,
      labels,
      severity,
      state,
      at,
    },
  };
}

function worldOf(test: PlaybookTest): SimulatedWorld {
  return {
    rehearse: (action) => {
      const target = targetOf(action);
      const told = test.rehearsals.find((one) => one.target === target);
      if (told?.refused !== undefined) return { kind: 'refused', reason: told.refused };
      return { kind: 'feasible', effect: `${action.kind} of ${target}`, state: {}, group: told?.group ?? null };
    },
    act: (run, effect) => {
      const timeoutMs = run.plan.steps[effect.step]?.timeout_ms ?? 0;
      switch (outcomeOf(test, run, effect)) {
        case 'ok':
          return { outcome: { kind: 'done', effect: 'done' }, tookMs: 0 };
        case 'fails':
          return { outcome: { kind: 'refused', reason: 'it fails', mayHelp: false }, tookMs: 0 };
        case 'busy':
          return { outcome: { kind: 'refused', reason: 'it is busy', mayHelp: true }, tookMs: 0 };
        case 'hangs':
        case 'lost':
          return { outcome: { kind: 'unknown', reason: `it was not over after ${timeoutMs} ms` }, tookMs: timeoutMs };
      }
    },
    inquire: (run, effect) =>
      outcomeOf(test, run, effect) === 'lost'
        ? { traces: 'unknown', reason: 'nobody can tell' }
        : { traces: 'not_done', reason: '' },
    look: ({ plan }, now) => {
      if (plan.verification.expr !== null) return null;
      return { kind: isFiring(test, plan.trigger, now) ? 'fails' : 'holds' };
    },
    believed: (answer) => answer,
    deciders: test.people.map(({ name, after, decision, role }): SimulatedDecider => ({
      by: {
        subject: name,
        owners: [],
        isServiceAccount: false,
        tenantId: TENANT,
        role,
        roleSince: Number.NEGATIVE_INFINITY,
      },
      afterMs: after,
      decision,
    })),
  };
}

/** What becomes of the try that an effect is at. */
function outcomeOf(test: PlaybookTest, run: Run, effect: EffectRef): Outcome {
  const { began } = effectOf(run, effect);
  const told = test.outcomes.find(
    ({ step, action, direction }) =>
      step === effect.step + 1 && action === effect.action + 1 && direction === effect.direction,
  );
  return told?.tries[began - 1] ?? 'ok';
}

function isFiring(test: PlaybookTest, { rule_id, labels }: HeardAlert['trigger'], now: number): boolean {
  const { key } = LabelSet.of(labels);
  return test.alerts.some((alert) => {
    const from = test.start_timestamp + alert.at;
    const to = from + (alert.for ?? Number.POSITIVE_INFINITY);
    return alert.rule_id === rule_id && LabelSet.of(alert.labels).key === key && from <= now && now < to;
  });
}

/** What came of an alert by a playbook, in the words of tests. */
function foundOf({ playbook, outcome }: SimulatedDecision): Expectation {
  const { name } = playbook;
  if (outcome.kind === 'held') {
    const { guard, reason } = outcome.verdict;
    return { playbook: name, held_back: guard, reason, steps: [], done: [], undone: [], refused: [] };
  }
  const { run, events, refusals } = outcome.run;
  const held = events.find((event) => event.type === 'held');
  return {
    playbook: name,
    ...(held === undefined ? {} : { held_back: held.guard }),
    ends: run.state,
    reason: run.reason,
    approvals_needed: run.plan.approvals_needed,
    steps: run.plan.steps.map(({ actions }) => actions.map(({ action, target }) => `${action.kind} ${target}`)),
    done: madeOf(run, events, 'do'),
    undone: madeOf(run, events, 'undo'),
    refused: refusals.map(({ by, code }) => `${by} ${code}`),
  };
}

function madeOf(run: Run, events: readonly RunEvent[], of: EffectRef['direction']): string[] {
  return events.flatMap((event) => {
    const isMade = event.type === 'effect_ended' && event.outcome.kind === 'done';
    if (!isMade || event.direction !== of) return [];
    return run.plan.steps[event.step]?.actions[event.action]?.target ?? [];
  });
}

function failuresOf(
  expected: readonly Expectation[],
  decisions: readonly SimulatedDecision[],
  where: string,
): string[] {
  const found = decisions.map(foundOf);
  if (expected.length !== found.length) {
    const names = found.map(({ playbook }) => playbook).join(', ');
    return [`${where}\n        exp: ${expected.length} playbooks\n        got: ${found.length} playbooks: ${names}`];
  }
  return expected.flatMap((exp, i) => {
    const [wanted, got] = [Object.entries(exp), new Map(Object.entries(found[i] ?? {}))];
    const wrong = wanted.filter(([field, value]) => !isAsExpected(field, value, got.get(field)));
    if (wrong.length === 0) return [];
    const textOf = (valueOf: (field: string, value: unknown) => unknown): string =>
      wrong.map(([field, value]) => `${field}: ${JSON.stringify(valueOf(field, value) ?? null)}`).join(', ');
    const why = wrong.some(([field]) => field === 'reason') ? '' : ` (${got.get('reason') || 'no reason told'})`;
    return [
      `${where}\n        exp: ${textOf((_, value) => value)}\n        got: ${textOf((field) => got.get(field))}${why}`,
    ];
  });
}

/** Of a reason, a part is enough. */
function isAsExpected(field: string, expected: unknown, found: unknown): boolean {
  if (field === 'reason') return typeof found === 'string' && found.includes(String(expected));
  return JSON.stringify(expected) === JSON.stringify(found);
}
