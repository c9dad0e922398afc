import { Button, Combobox, Text, TextInput, useCombobox } from '@mantine/core';
import { useDebouncedValue, useDisclosure, useHotkeys } from '@mantine/hooks';
import { type ReactElement, type RefObject, useEffect, useRef, useState } from 'react';
import { useNavigate } from 'react-router';
import { Name } from '../parts/name.js';
import { addressOf } from '../parts/page-link.js';
import { ProblemNotice } from '../parts/problem-notice.js';
import { Dialog } from '../session/dialog.js';
import { useAsked } from '../session/session-context.js';
import { useOwnPages } from './own-pages.js';

const SETTLED_MS = 300;
const LISTED_MAX = 6;
/** Of the alerts that fire, as many as are looked through. */
const ALERTS_MAX = 200;

interface Place {
  readonly to: string;
  readonly label: string;
}
const further: readonly Place[] = [
  { to: '/rules/new', label: 'New rule' },
  { to: '/start', label: 'Getting started' },
];

/** Leads to a page, a rule or an alert by some letters of its name. */
export function Palette(): ReactElement {
  const [isOpen, { open, close }] = useDisclosure(false);
  const field = useRef<HTMLInputElement>(null);
  const openOrBeginAnew = (): void => {
    open();
    // What was asked for before gives way to what is typed next.
    field.current?.select();
  };
  // Also while somebody writes in a field.
  useHotkeys([['mod+K', openOrBeginAnew]], []);
  return (
    <>
      <Button variant="default" size="xs" onClick={open} aria-keyshortcuts="Control+K">
        Go to… (Ctrl K)
      </Button>
      <Dialog isOpen={isOpen} onClose={close} title="Go to">
        <Places onDone={close} field={field} />
      </Dialog>
    </>
  );
}

function Places({
  onDone,
  field,
}: {
  readonly onDone: () => void;
  readonly field: RefObject<HTMLInputElement | null>;
}): ReactElement {
  const navigate = useNavigate();
  const combobox = useCombobox({ opened: true });
  const [text, setText] = useState('');
  const [q] = useDebouncedValue(text.trim(), SETTLED_MS);
  const found = useFound(q);
  const pages: readonly Place[] = useOwnPages();
  const shown = [...pages, ...further].filter(({ label }) => isLike(label, text));
  const groups = [
    { label: 'Pages', places: shown },
    { label: 'Rules', places: found.data?.rules ?? [] },
    { label: 'Alerts that fire', places: found.data?.alerts ?? [] },
  ].filter(({ places }) => places.length > 0);
  const count = groups.reduce((sum, { places }) => sum + places.length, 0);
  const { selectFirstOption } = combobox;
  // The first one is what Enter takes.
  useEffect(() => {
    selectFirstOption();
  }, [selectFirstOption, text, count]);
  const go = (to: string): void => {
    onDone();
    void navigate(to);
  };
  return (
    <Combobox store={combobox} onOptionSubmit={go}>
      <Combobox.EventsTarget>
        <TextInput
          ref={field}
          label="Page, rule or alert"
          onFocus={({ currentTarget }) => currentTarget.select()}
          value={text}
          onChange={({ currentTarget }) => setText(currentTarget.value)}
          data-autofocus
        />
      </Combobox.EventsTarget>
      {found.error !== null && <ProblemNotice error={found.error} />}
      {count === 0 && (
        <Text mt="sm" role="status">
          Nothing has this name.
        </Text>
      )}
      <Combobox.Options mt="sm" aria-label="What was found">
        {groups.map(({ label, places }) => (
          <Combobox.Group label={label} key={label}>
            {places.map((place) => (
              <Combobox.Option value={place.to} key={place.to}>
                <Name>{place.label}</Name>
              </Combobox.Option>
            ))}
          </Combobox.Group>
        ))}
      </Combobox.Options>
    </Combobox>
  );
}

function useFound(q: string) {
  return useAsked(
    ['found', q],
    async (tocsin, signal): Promise<{ rules: Place[]; alerts: Place[] }> => {
      if (q === '') return { rules: [], alerts: [] };
      const [rules, alerts] = await Promise.all([
        tocsin.listRules({ q, limit: LISTED_MAX }, { signal }),
        tocsin.listAlerts({ state: 'firing', limit: ALERTS_MAX }, { signal }),
      ]);
      const labelled = alerts.data.map(({ id, labels, rule_name }) => ({
        to: addressOf('alerts', id),
        label: [rule_name, ...Object.entries(labels).map(([name, value]) => `${name}=${value}`)].join(' '),
      }));
      return {
        rules: rules.data.map(({ id, name }) => ({ to: addressOf('rules', id), label: name })),
        alerts: labelled.filter(({ label }) => isLike(label, q)).slice(0, LISTED_MAX),
      };
    },
    { isPolled: false, keepsFormer: true },
  );
}

const isLike = (label: string, text: string): boolean => label.toLowerCase().includes(text.trim().toLowerCase());
