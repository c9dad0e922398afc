import { Stack, Textarea } from '@mantine/core';
import type { PolicyDraft } from '@tocsin/domain/alerting/notification-policy';
import { type ReactElement, useState } from 'react';
import { parseDocument, stringify } from 'yaml';
import { SeverityHint } from '../parts/severity-hint.js';
import { findingsAt, inhibitionMatchers } from './policy-draft.js';
import type { PolicyWorld } from './policy-world.js';

const parts = [
  {
    name: 'time_intervals',
    label: 'Time intervals, in YAML',
    example: '- name: night\n  time_intervals:\n    - times: [{ start_time: "22:00", end_time: "24:00" }]',
  },
  {
    name: 'inhibit_rules',
    label: 'Inhibitions, in YAML',
    example: '- source_matchers: [severity="critical"]\n  target_matchers: [severity="low"]\n  equal: [instance]',
  },
] as const;

/** Time intervals and inhibitions, as Alertmanager writes them. */
export function OtherParts({ world }: { readonly world: PolicyWorld }): ReactElement {
  return (
    <Stack>
      {parts.map(({ name, label, example }) => (
        <YamlPart key={name} name={name} label={label} example={example} world={world} />
      ))}
      <SeverityHint matchers={inhibitionMatchers(world.draft.inhibit_rules)} />
    </Stack>
  );
}

function YamlPart({
  name,
  label,
  example,
  world: { draft, set, findings },
}: {
  readonly name: 'time_intervals' | 'inhibit_rules';
  readonly label: string;
  readonly example: string;
  readonly world: PolicyWorld;
}): ReactElement {
  const [typed, setTyped] = useState(() => yamlOf(draft[name]));
  const read = listOf(typed);
  const found = findingsAt(findings, name).map(({ path, message, fix }) => `${path} ${message}. ${fix}`);
  return (
    <Textarea
      label={label}
      placeholder={example}
      autosize
      minRows={3}
      maxRows={16}
      styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
      value={typed}
      error={read === null ? 'This is no list in YAML yet; what could be read last holds.' : found.join(' ') || null}
      onChange={({ currentTarget }) => {
        setTyped(currentTarget.value);
        const list = listOf(currentTarget.value);
        // What it holds is checked as a whole, and told here.
        if (list !== null) set({ ...draft, [name]: list } as PolicyDraft);
      }}
    />
  );
}

const yamlOf = (list: readonly unknown[]): string => (list.length === 0 ? '' : stringify(list));

/** @returns null for what is no list */
function listOf(text: string): unknown[] | null {
  if (text.trim() === '') return [];
  const document = parseDocument(text);
  const value: unknown = document.errors.length > 0 ? null : document.toJS();
  return Array.isArray(value) ? value : null;
}
