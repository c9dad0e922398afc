import { Button, Group, NativeSelect, Stack, Textarea, TextInput } from '@mantine/core';
import { readMatcher } from '@tocsin/domain/alerting/matcher-text';
import { type FormEvent, type ReactElement, useMemo, useState } from 'react';
import { Affected } from '../parts/affected.js';
import { nowMs } from '../parts/clock.js';
import { fieldProblem, isAtFields } from '../parts/field-problems.js';
import { latePart } from '../parts/late-part.js';
import { LinesField } from '../parts/lines-field.js';
import { tellDone } from '../parts/notice.js';
import { useNow } from '../parts/now.js';
import { ProblemNotice } from '../parts/problem-notice.js';
import { spanText } from '../parts/relative-time.js';
import { SeverityHint } from '../parts/severity-hint.js';
import { silenceSpans } from '../parts/silence-spans.js';
import { momentOf, wallTime } from '../parts/wall-time.js';
import { useZone } from '../parts/zone.js';
import { useChange } from '../session/session-context.js';
import { usePeriods } from './periods.js';
import { RecurrenceFields } from './recurrence-fields.js';
import { recurrenceOf, type Repeats } from './recurrence.js';

const NextTimes = latePart(async () => (await import('./next-times.js')).NextTimes);

const kinds = { silence: 'Silence', maintenance: 'Maintenance window' } as const;
type Kind = keyof typeof kinds;
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
/** For how long again and again is offered. */
const recurringSpans = [7 * DAY_MS, 30 * DAY_MS, 90 * DAY_MS, 365 * DAY_MS] as const;
const own = new Intl.DateTimeFormat().resolvedOptions().timeZone;
const fields = ['kind', 'matchers', 'starts_at', 'ends_at', 'comment'];
/** Stands among the spans for an end that is given as a moment. */
const UNTIL = 'until';

/** Says of which alerts nobody is to hear, from when to when, and how many of them fire now. */
export function NewSilence({ onDone }: { readonly onDone: () => void }): ReactElement {
  const zone = useZone();
  const [kind, setKind] = useState<Kind>('silence');
  const [matchers, setMatchers] = useState<readonly string[]>([]);
  const [begins, setBegins] = useState('');
  const [span, setSpan] = useState(String(silenceSpans[0]));
  const [ends, setEnds] = useState('');
  const [comment, setComment] = useState('');
  const [repeats, setRepeats] = useState<Repeats>({ kind: 'always' });
  const recurrence = useMemo(() => recurrenceOf(repeats, zone ?? own), [repeats, zone]);
  const startsAt = momentOf(begins, zone);
  const endOf = (now: number): number =>
    span === UNTIL ? (momentOf(ends, zone) ?? 0) : (startsAt ?? now) + Number(span);
  const create = useChange(
    (tocsin, _: void) =>
      tocsin.createSilence({
        body: {
          kind,
          matchers: [...matchers],
          comment,
          starts_at: startsAt ?? undefined,
          ends_at: endOf(nowMs()),
          recurrence: recurrence ?? undefined,
        },
      }),
    ['silences', 'alert', 'alerts', 'rules'],
    () => {
      tellDone(kind === 'silence' ? 'The silence is made.' : 'The maintenance window is made.');
      onDone();
    },
  );
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    create.mutate();
  };
  /** What was refused says nothing of what is typed since. */
  const typed =
    <Value,>(set: (value: Value) => void) =>
    (value: Value): void => {
      create.reset();
      set(value);
    };
  const chooseSpan = (value: string): void => {
    const start = startsAt ?? nowMs();
    if (value === UNTIL) setEnds(wallTime(start + Number(span), zone).slice(0, TO_THE_MINUTE));
    setSpan(value);
  };
  const chooseRepeats = (value: Repeats): void => {
    const spans = value.kind === 'always' ? silenceSpans : recurringSpans;
    if (span !== UNTIL && (value.kind === 'always') !== (repeats.kind === 'always')) setSpan(String(spans[0]));
    setRepeats(value);
  };
  const { error } = create;
  const unread = unreadIn(matchers);
  return (
    <form onSubmit={submit}>
      <Stack>
        <NativeSelect
          label="Kind"
          description="A maintenance window holds as a silence does, and is listed apart."
          data={Object.entries(kinds).map(([value, label]) => ({ value, label }))}
          value={kind}
          onChange={({ currentTarget: { value } }) => setKind(value === 'maintenance' ? value : 'silence')}
        />
        <LinesField
          label="Matchers, one a line"
          hint={'All must fit, such as severity="high" or team=~"web|shop".'}
          value={matchers}
          problem={unread ?? fieldProblem(error, 'matchers')}
          onChange={typed(setMatchers)}
        />
        <SeverityHint matchers={matchers} />
        {matchers.length > 0 && unread === null && (
          <Affected matchers={matchers} isNow={repeats.kind === 'always' && begins === ''} />
        )}
        <Group align="start" grow>
          <TextInput
            type="datetime-local"
            label="Begins"
            description="Now, when it is empty."
            value={begins}
            error={fieldProblem(error, 'starts_at')}
            onChange={({ currentTarget }) => typed(setBegins)(currentTarget.value)}
          />
          <NativeSelect
            label="For"
            description="From when it begins."
            data={[
              ...(repeats.kind === 'always' ? silenceSpans : recurringSpans).map((ms) => ({
                value: String(ms),
                label: spanText(ms),
              })),
              { value: UNTIL, label: 'until a moment' },
            ]}
            value={span}
            error={span === UNTIL ? null : fieldProblem(error, 'ends_at')}
            onChange={({ currentTarget }) => typed(chooseSpan)(currentTarget.value)}
          />
        </Group>
        {span === UNTIL && (
          <TextInput
            type="datetime-local"
            label="Ends"
            required
            withAsterisk={false}
            value={ends}
            error={fieldProblem(error, 'ends_at')}
            onChange={({ currentTarget }) => typed(setEnds)(currentTarget.value)}
          />
        )}
        <Repeating
          repeats={repeats}
          recurrence={recurrence}
          zone={zone ?? own}
          startsAt={startsAt}
          endOf={endOf}
          onChange={typed(chooseRepeats)}
        />
        <Textarea
          label="Comment"
          description="Why nobody should hear of it, for those who wonder later."
          required
          withAsterisk={false}
          maxLength={4_000}
          value={comment}
          error={fieldProblem(error, 'comment')}
          onChange={({ currentTarget }) => typed(setComment)(currentTarget.value)}
        />
        {error !== null && !isAtFields(error, fields) && <ProblemNotice error={error} />}
        <Button
          type="submit"
          disabled={matchers.length === 0 || unread !== null || recurrence === null}
          loading={create.isPending}
        >
          Create
        </Button>
      </Stack>
    </form>
  );
}

/** When it holds between its begin and its end, and at which times that would be next. */
function Repeating({
  repeats,
  recurrence,
  zone,
  startsAt,
  endOf,
  onChange,
}: {
  readonly repeats: Repeats;
  readonly recurrence: ReturnType<typeof recurrenceOf>;
  readonly zone: string;
  readonly startsAt: number | null;
  readonly endOf: (now: number) => number;
  readonly onChange: (value: Repeats) => void;
}): ReactElement {
  // Nothing begins within a minute.
  const now = Math.floor(Math.max(useNow(), nowMs()) / MINUTE_MS) * MINUTE_MS;
  const policy = usePeriods();
  const intervals = policy.data ?? [];
  const periods =
    repeats.kind === 'interval'
      ? intervals.find(({ name }) => name === repeats.name)?.time_intervals
      : recurrence && 'time_intervals' in recurrence && recurrence.time_intervals;
  return (
    <>
      <RecurrenceFields value={repeats} intervals={intervals.map(({ name }) => name)} zone={zone} onChange={onChange} />
      {policy.error !== null && <ProblemNotice error={policy.error} />}
      {periods && <NextTimes periods={periods} startsAt={startsAt ?? now} endsAt={endOf(now)} zone={zone} />}
    </>
  );
}

/** A date, and a time without its seconds. */
const TO_THE_MINUTE = 'YYYY-MM-DDTHH:MM'.length;

/** Why the first line that is no matcher is none; null when each is one. */
function unreadIn(matchers: readonly string[]): string | null {
  for (const [i, text] of matchers.entries()) {
    const read = readMatcher(text);
    if (read.kind === 'refused') return `Line ${i + 1}: ${read.message}. Write it as name="value".`;
  }
  return null;
}
