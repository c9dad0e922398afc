import { Button, Group, Stack, Text, TextInput } from '@mantine/core';
import type { ReactElement } from 'react';
import { useSearchParams } from 'react-router';
import { nowMs } from '../parts/clock.js';
import { download } from '../parts/download.js';
import { withFacet } from '../parts/facets.js';
import { Listing } from '../parts/name.js';
import { ProblemNotice } from '../parts/problem-notice.js';
import { Section } from '../parts/section.js';
import { useChange } from '../session/session-context.js';

const DAY_MS = 86_400_000;
/** What is shown to begin with: a month. */
const USUAL_DAYS = 30;
const KEY_FILE = 'tocsin-ledger-key.pem';

/** Gives out what controls found in a period, with what proves it to somebody who trusts nobody here. */
export function Evidence(): ReactElement {
  const [parameters, setParameters] = useSearchParams();
  const from = parameters.get('from') ?? dayOf(nowMs() - USUAL_DAYS * DAY_MS);
  const to = parameters.get('to') ?? '';
  const period = { from: `${from}T00:00:00Z`, ...(to === '' ? {} : { to: `${to}T00:00:00Z` }) };
  const file = `tocsin-evidence-${from}${to === '' ? '' : `-${to}`}`;
  const pack = useChange(async (tocsin, _: void) => {
    const { data } = await tocsin.getEvidencePack(period);
    download(`${file}.json`, 'application/json', JSON.stringify(data));
  }, []);
  const page = useChange(async (tocsin, _: void) => {
    const { data } = await tocsin.getEvidencePage(period);
    download(`${file}.html`, 'text/html', data);
  }, []);
  const key = useChange(async (tocsin, _: void) => {
    const { data } = await tocsin.getLedgerCheckpoint();
    download(KEY_FILE, 'application/x-pem-file', data.public_key);
  }, []);
  const day = (name: 'from' | 'to', label: string, value: string): ReactElement => (
    <TextInput
      type="date"
      label={label}
      value={value}
      onChange={({ currentTarget }) =>
        setParameters(withFacet(parameters, name, currentTarget.value), { replace: true })
      }
    />
  );
  const failure = pack.error ?? page.error ?? key.error;
  return (
    <Section title="Evidence of a period">
      <Stack>
        <Text size="sm">
          What the controls found, and proofs of the entries that it follows from. The days begin in UTC; without a last
          one, it goes on to the last checkpoint.
        </Text>
        <Group align="end">
          {day('from', 'From', from)}
          {day('to', 'To, without it', to)}
          <Button loading={pack.isPending} disabled={from === ''} onClick={() => pack.mutate()}>
            Download the pack
          </Button>
          <Button variant="default" loading={page.isPending} disabled={from === ''} onClick={() => page.mutate()}>
            As a page to print
          </Button>
          <Button variant="default" loading={key.isPending} onClick={() => key.mutate()}>
            The public key
          </Button>
        </Group>
        {failure !== null && <ProblemNotice error={failure} />}
        <Text size="sm">
          Whoever has both files proves the pack without asking anybody. They should have the key from elsewhere, or
          compare it with one that they had before.
        </Text>
        <Listing label="Command that proves the pack">{`tocsin audit verify ${file}.json --key ${KEY_FILE}`}</Listing>
      </Stack>
    </Section>
  );
}

const dayOf = (at: number): string => new Date(at).toISOString().slice(0, 10);
