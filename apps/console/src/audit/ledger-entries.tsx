import { Alert, Button, Stack, Text } from '@mantine/core';
import type { Schema } from '@tocsin/client/call';
import type { LedgerEntry } from '@tocsin/domain/ledger/ledger-entry';
import { type ReactElement, useState } from 'react';
import { useSearchParams } from 'react-router';
import { Moment } from '../parts/moment.js';
import { Listing } from '../parts/name.js';
import { PageLink } from '../parts/page-link.js';
import { Section } from '../parts/section.js';
import { Shown } from '../parts/shown.js';
import { useAsked } from '../session/session-context.js';
import { checkEntry, type EntryCheck } from './check-entry.js';
import { DataTable } from '../parts/data-table.js';
import { eventColumns } from './event-columns.js';
import { withWebCrypto } from './web-ledger-crypto.js';

const PAGE_SIZE = 50;

/** The ledger by its numbers, from the last ones on; each entry can be proved in this browser. */
export function LedgerEntries(): ReactElement {
  const [parameters] = useSearchParams();
  const asked = Number(parameters.get('from') ?? 'none');
  const [chosen, setChosen] = useState<number | null>(null);
  const query = useAsked(
    ['audit', 'ledger', asked],
    async (tocsin, signal) => {
      const checkpoint = (await tocsin.getLedgerCheckpoint({}, { signal })).data;
      const last = Math.max(0, checkpoint.size - PAGE_SIZE);
      const from = Number.isSafeInteger(asked) && asked >= 0 ? asked : last;
      const { data } = await tocsin.listLedgerEntries({ from, limit: PAGE_SIZE }, { signal });
      return { checkpoint, from, entries: data };
    },
    { keepsFormer: true },
  );
  return (
    <Shown query={query}>
      {({ checkpoint, from, entries }) => (
        <Stack>
          <Text>
            The last checkpoint was signed <Moment at={checkpoint.at} />, of {checkpoint.size} entries. People stand in
            the ledger by pseudonyms.
          </Text>
          <DataTable
            label="Entries of the ledger"
            minWidth={640}
            rows={entries.toReversed().map(({ sequence, at, event }) => ({ ...event, sequence, at }))}
            keyOf={({ sequence }) => sequence}
            columns={{
              Entry: ({ sequence }) => (
                <Button
                  variant="default"
                  size="xs"
                  aria-pressed={chosen === sequence}
                  aria-label={`Prove entry ${sequence}`}
                  onClick={() => setChosen(chosen === sequence ? null : sequence)}
                >
                  {sequence}
                </Button>
              ),
              ...eventColumns,
            }}
          />
          {from > 0 && (
            <PageLink
              to={{
                search: String(new URLSearchParams({ view: 'ledger', from: String(Math.max(0, from - PAGE_SIZE)) })),
              }}
            >
              Earlier entries
            </PageLink>
          )}
          {entries
            .filter(({ sequence }) => sequence === chosen)
            .map((entry) => (
              <ProvedEntry key={entry.sequence} entry={entry} />
            ))}
        </Stack>
      )}
    </Shown>
  );
}

const verdicts: Readonly<Record<Exclude<EntryCheck['kind'], 'proved'>, string>> = {
  bad_key: 'The platform’s public key is no key of Ed25519.',
  malformed: 'The checkpoint or the proof is not as it should be.',
  other_key: 'Another key than the platform’s has signed the checkpoint.',
  bad_signature: 'The signature of the checkpoint is not right.',
  too_new: 'The entry is newer than the last checkpoint, which is signed each minute. Look again then.',
  not_included: 'The entry as it is shown does not stand in the ledger that was signed.',
};

function ProvedEntry({ entry }: { readonly entry: Schema<'LedgerEntry'> }): ReactElement {
  const query = useAsked(
    ['proof', entry.sequence],
    async (tocsin, signal) => {
      const { data: told } = await tocsin.getLedgerCheckpoint({}, { signal });
      const { checkpoint, size, public_key: publicKey } = told;
      const isCovered = entry.sequence < size;
      const proof = isCovered
        ? (await tocsin.getLedgerInclusionProof({ entry: entry.sequence, size }, { signal })).data.proof
        : [];
      const claim = { entry: ledgerEntryOf(entry), checkpoint, publicKey, proof };
      return { publicKey, check: await withWebCrypto(subtleOf(), (crypto) => checkEntry(crypto, claim)) };
    },
    { isPolled: false },
  );
  return (
    <Section title={`Entry ${entry.sequence}`}>
      <Stack gap="sm">
        <Shown query={query}>
          {({ check, publicKey }) => (
            <Stack gap="sm">
              {check.kind === 'proved' ? (
                <Alert variant="outline" title="Proved in this browser" role="status">
                  <Text size="sm">
                    Hashed anew from what is shown here, it stands in the ledger {check.origin} of {check.size} entries,
                    which the key below has signed. Compare the key with one that you keep elsewhere.
                  </Text>
                </Alert>
              ) : (
                <Alert color="red" variant="outline" title="Not proved" role="alert">
                  <Text size="sm">{verdicts[check.kind]}</Text>
                </Alert>
              )}
              <Listing label="The public key">{publicKey}</Listing>
            </Stack>
          )}
        </Shown>
        <Listing label="The entry as JSON">{JSON.stringify(entry, null, 2)}</Listing>
      </Stack>
    </Section>
  );
}

/** The same fields and no others: the hash is of these. It came as JSON, so that it is JSON. */
function ledgerEntryOf({ sequence, at, previous, event }: Schema<'LedgerEntry'>): LedgerEntry {
  const read: LedgerEntry['event'] = JSON.parse(JSON.stringify(event));
  return { sequence, at, previous, event: read };
}

function subtleOf(): SubtleCrypto {
  if (!isSecureContext)
    throw new Error('Browsers prove nothing for pages without HTTPS, unless they come from this machine.');
  return crypto.subtle;
}
