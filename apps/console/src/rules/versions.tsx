import { Button, Group, Stack, Text } from '@mantine/core';
import type { Schema } from '@tocsin/client/call';
import { type ReactElement, useState } from 'react';
import { Confirmed } from '../parts/confirmed.js';
import { DocumentDifference } from '../parts/document-difference.js';
import { jsonText } from '../parts/json-text.js';
import { Moment } from '../parts/moment.js';
import { Listing, Name } from '../parts/name.js';
import { tellDone } from '../parts/notice.js';
import { Section } from '../parts/section.js';
import { Shown } from '../parts/shown.js';
import { useAsked, useMay } from '../session/session-context.js';
import { DataTable } from '../parts/data-table.js';
import { useVersion, type Versioned } from './versioned.js';

interface Current {
  readonly version: number;
  readonly document: object;
}

/** The latest versions of something, with who made them and why; each can be read, compared, and made to stand again. */
export function Versions({
  of,
  current,
}: {
  readonly of: Versioned;
  /** As it stands now; null where it does not any more. */
  readonly current: Current | null;
}): ReactElement {
  const [chosen, setChosen] = useState<number | null>(null);
  const query = useAsked(['rules', 'versions', of.key], of.list);
  return (
    <Section title="Versions">
      <Shown
        query={query}
        isEmpty={(versions) => versions.length === 0}
        whenEmpty="No versions are kept of it."
        whenMissing="No versions are kept of it."
      >
        {(versions) => (
          <Stack gap="sm">
            <VersionTable versions={versions} chosen={chosen} onChoose={setChosen} />
            {chosen !== null && <Version key={chosen} of={of} version={chosen} current={current} />}
          </Stack>
        )}
      </Shown>
    </Section>
  );
}

function VersionTable({
  versions,
  chosen,
  onChoose,
}: {
  readonly versions: readonly Schema<'VersionSummary'>[];
  readonly chosen: number | null;
  readonly onChoose: (version: number | null) => void;
}): ReactElement {
  return (
    <DataTable
      label="List of versions"
      minWidth={560}
      rows={versions}
      keyOf={({ version }) => version}
      columns={{
        Version: ({ version }) => (
          <Button
            variant="default"
            size="xs"
            aria-pressed={chosen === version}
            aria-label={`Show version ${version}`}
            onClick={() => onChoose(chosen === version ? null : version)}
          >
            {version}
          </Button>
        ),
        What: ({ change, state }) => `${change}${state === 'applied' ? '' : `, ${state}`}`,
        By: ({ author }) => <Name>{author}</Name>,
        When: ({ at }) => <Moment at={at} />,
        Reason: ({ reason }) => <Name>{reason}</Name>,
      }}
    />
  );
}

function Version({
  of,
  version,
  current,
}: {
  readonly of: Versioned;
  readonly version: number;
  readonly current: Current | null;
}): ReactElement {
  return (
    <Shown query={useVersion(of, version)}>
      {({ document }) => (
        <>
          {current !== null && current.version !== version && (
            <DocumentDifference
              label={`From version ${current.version}, which stands, to version ${version}`}
              before={current.document}
              after={document}
            />
          )}
          {current?.version !== version && <Restoring of={of} version={version} />}
          <Listing label={`Version ${version} as JSON`}>{jsonText(document, 2)}</Listing>
        </>
      )}
    </Shown>
  );
}

function Restoring({ of, version }: { readonly of: Versioned; readonly version: number }): ReactElement {
  if (!useMay('rules:write')) return <Text size="sm">Only an editor may let it stand again.</Text>;
  return (
    <Group>
      <Confirmed
        action="Restore"
        about={`version ${version}`}
        consequence={`What version ${version} says becomes the next version of the ${of.noun}. What stands until then is kept among its versions.`}
        refreshed={['rules', 'alerts', 'approvals']}
        change={async (tocsin) => {
          const waits = await of.restore(tocsin, version);
          tellDone(waits ? 'It waits for somebody else’s approval.' : `Version ${version} stands again.`);
        }}
      />
    </Group>
  );
}
