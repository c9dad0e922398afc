import './schemas-without-eval.js';
import { Stack } from '@mantine/core';
import type { TocsinClient } from '@tocsin/client/tocsin-client';
import { ruleDraftOf } from '@tocsin/domain/rules/alert-rule';
import type { ReactElement } from 'react';
import { useParams, useSearchParams } from 'react-router';
import { Shown } from '../parts/shown.js';
import { MissingRule } from '../rules/missing-rule.js';
import { identityOf } from '../session/session-keeper.js';
import { useAsked, useSessionState } from '../session/session-context.js';
import { PageTitle } from '../shell/page-title.js';
import { editedRuleOf } from './edited-rule.js';
import { RuleEditor } from './rule-editor.js';
import { unsavedKey } from './unsaved-keys.js';
import { anomalyRule, blankRule, type UnsavedRule } from './unsaved-rules.js';

/** Where a rule is written: a new one, one like another (`from`) or on anomalies of a series (`anomaly`, `labels`), or one that is there, by its id. */
export function EditorPage(): ReactElement {
  const { id = null } = useParams();
  const [parameters] = useSearchParams();
  const from = id === null ? parameters.get('from') : null;
  const anomaly = id === null ? parameters.get('anomaly') : null;
  const labels = parameters.get('labels') ?? '';
  const who = identityOf(useSessionState());
  const what = id ?? (from !== null ? `like ${from}` : anomaly === null ? 'new' : `on ${anomaly}${labels}`);
  const query = useAsked(
    ['edited rule', what],
    (tocsin, signal) => begin(tocsin, signal, { id, from, anomaly, labels }),
    {
      isPolled: false,
    },
  );
  return (
    <Stack>
      <PageTitle>{id === null ? 'New rule' : 'Edit a rule'}</PageTitle>
      <Shown query={query} whenMissing={<MissingRule />}>
        {(begun) => {
          const key = unsavedKey(who, what);
          return <RuleEditor key={key} begun={begun} id={id} unsavedKey={key} />;
        }}
      </Shown>
    </Stack>
  );
}

interface Begun {
  readonly id: string | null;
  readonly from: string | null;
  readonly anomaly: string | null;
  readonly labels: string;
}

async function begin(
  tocsin: TocsinClient,
  signal: AbortSignal,
  { id, from, anomaly, labels }: Begun,
): Promise<UnsavedRule> {
  const source = id ?? from;
  if (source === null) return { edited: anomaly === null ? blankRule : anomalyRule(anomaly, labels), etag: null };
  const { data: rule, etag } = await tocsin.getRule({ id: source }, { signal });
  const draft = ruleDraftOf(rule);
  if (id === null) return { edited: editedRuleOf({ ...draft, name: `Copy of ${draft.name}` }), etag: null };
  return { edited: editedRuleOf(draft), etag };
}
