import { Button, Group, NumberInput, Stack, Text, TextInput } from '@mantine/core';
import type { TocsinClient } from '@tocsin/client/tocsin-client';
import { type FormEvent, type ReactElement, useState } from 'react';
import { Listing } from '../parts/name.js';
import { Copy } from '../parts/once-shown.js';
import { ProblemNotice } from '../parts/problem-notice.js';
import { POLL_MS, useAsked, useChange } from '../session/session-context.js';
import { curlText, type Sample, sampleFrom, type SampleText, selectorOf } from './sample.js';

/** Until a sample has come, it is looked for so often; a caller has 1,000 requests an hour. */
const LOOK_MS = 5_000;
const DAY_SECONDS = 86_400;

/** Sends a sample from here, or says how it is sent from a shell, and sees it come. */
export function SampleStep({
  initial,
  sent,
  onSent,
}: {
  readonly initial: SampleText;
  readonly sent: Sample | null;
  readonly onSent: (sample: Sample) => void;
}): ReactElement {
  const [text, setText] = useState(initial);
  const sample = sampleFrom(text);
  const send = useChange(sendSample, ['start'], onSent);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (sample !== null) send.mutate(sample);
  };
  const field = (name: 'metric' | 'labels') => ({
    value: text[name],
    onChange: ({ currentTarget: { value } }: { currentTarget: { value: string } }) =>
      setText((before) => ({ ...before, [name]: value })),
  });
  return (
    <Stack>
      <form onSubmit={submit}>
        <Group align="end">
          <TextInput label="Metric" required withAsterisk={false} {...field('metric')} />
          <TextInput label="Labels" placeholder="instance=my-machine" {...field('labels')} />
          <NumberInput
            label="Value"
            hideControls
            value={text.value}
            onChange={(value) => setText((before) => ({ ...before, value }))}
          />
          <Button type="submit" disabled={sample === null} loading={send.isPending}>
            {sent === null ? 'Send it from here' : 'Send another one'}
          </Button>
        </Group>
      </form>
      {sample === null && (
        <Text size="sm" role="status">
          Write a name, a number, and labels as name=value with commas between.
        </Text>
      )}
      {send.error !== null && <ProblemNotice error={send.error} />}
      {sample !== null && <FromShell sample={sample} onCome={onSent} isLookedFor={sent === null} />}
      {sent !== null && <Arrived sample={sent} />}
    </Stack>
  );
}

/** Sends one sample, as of now. */
export const sendSample = (tocsin: TocsinClient, { metric, labels, value }: Sample): Promise<unknown> =>
  tocsin.sendMetrics({ body: { samples: [{ metric, labels: { ...labels }, value }] } });

function FromShell({
  sample,
  isLookedFor,
  onCome,
}: {
  readonly sample: Sample;
  readonly isLookedFor: boolean;
  readonly onCome: (sample: Sample) => void;
}): ReactElement {
  const [token, setToken] = useState<string | null>(null);
  const make = useChange(
    async (tocsin, _: void) => {
      const body = { subject: 'first sample', scopes: ['rules:write'], expires_in_seconds: DAY_SECONDS } as const;
      setToken((await tocsin.createToken({ body })).data.token);
    },
    ['keys'],
  );
  if (token === null) {
    return (
      <>
        <Group>
          <Button variant="default" loading={make.isPending} onClick={() => make.mutate()}>
            Or from a shell: make a command
          </Button>
          <Text size="sm">With a token of its own, which may send samples, for a day.</Text>
        </Group>
        {make.error !== null && <ProblemNotice error={make.error} />}
      </>
    );
  }
  const command = curlText(sample, location.origin, token);
  return (
    <>
      <Listing label="Command that sends the sample">{command}</Listing>
      <Group>
        <Copy text={command} />
        {isLookedFor && <LookedFor sample={sample} onCome={onCome} />}
      </Group>
    </>
  );
}

function LookedFor({
  sample,
  onCome,
}: {
  readonly sample: Sample;
  readonly onCome: (sample: Sample) => void;
}): ReactElement {
  const query = useValue(sample);
  if (query.error !== null) return <ProblemNotice error={query.error} again={() => void query.refetch()} />;
  const { data: value = null } = query;
  if (value === null)
    return (
      <Text size="sm" role="status">
        Waiting for it to come…
      </Text>
    );
  return <Button onClick={() => onCome({ ...sample, value })}>It has come: go on</Button>;
}

function Arrived({ sample }: { readonly sample: Sample }): ReactElement {
  const query = useValue(sample);
  if (query.error !== null) return <ProblemNotice error={query.error} again={() => void query.refetch()} />;
  return (
    <Text role="status">
      {(query.data ?? null) === null
        ? 'It was sent; it is looked for among the series…'
        : `It has come: ${sample.metric} is ${query.data}.`}
    </Text>
  );
}

/** The last value of a sample's series; null while there is none. */
function useValue(sample: Sample) {
  return useAsked(
    ['start', 'value', selectorOf(sample)],
    async (tocsin, signal) => {
      const { data } = await tocsin.prometheusQuery({ query: selectorOf(sample) }, { signal });
      const { data: found } = data;
      const [, value] = found.resultType === 'vector' ? (found.result[0]?.value ?? []) : [];
      return value === undefined ? null : Number(value);
    },
    { everyMs: (value) => ((value ?? null) === null ? LOOK_MS : POLL_MS) },
  );
}
