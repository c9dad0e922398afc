import { Alert, Button, Group, SegmentedControl, SimpleGrid, Stack, Text } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { RuleDraftSchema } from '@tocsin/domain/rules/alert-rule';
import { pathText } from '@tocsin/domain/rules/finding';
import { type ReactElement, useMemo, useState } from 'react';
import { useSearchParams } from 'react-router';
import { facetOf } from '../parts/facets.js';
import { Name } from '../parts/name.js';
import { Section } from '../parts/section.js';
import { Shown } from '../parts/shown.js';
import { useAsked } from '../session/session-context.js';
import {
  type EditedRule,
  editedRuleOf,
  type Fields,
  fieldsOf,
  type Language,
  problemOf,
  typedIn,
  withValue,
} from './edited-rule.js';
import { type SaidFinding, saidFinding } from './field-labels.js';
import { Findings } from './findings.js';
import { Preview } from './preview.js';
import { type RuleFields, RuleFieldsContext } from './rule-fields.js';
import { RuleExpression } from './rule-expression.js';
import { RuleForm } from './rule-form.js';
import { RuleText } from './rule-text.js';
import { Saving } from './saving.js';
import { Templates } from './templates.js';
import { TestNotification } from './test-notification.js';
import { keepUnsaved, readUnsaved, type UnsavedRule } from './unsaved-rules.js';
import { Words } from './words.js';

const views = ['form', 'yaml', 'json', 'promql'] as const;
const viewNames = { form: 'Form', yaml: 'YAML', json: 'JSON', promql: 'PromQL' } as const;
/** Who has not typed for so long wants to know: a caller has 1,000 requests an hour. */
const SETTLED_MS = 700;

/** Edits a rule in four views of one document. What is not saved is kept for as long as the tab is open. */
export function RuleEditor({
  begun,
  id,
  unsavedKey,
}: {
  readonly begun: UnsavedRule;
  /** Null for a rule that is new. */
  readonly id: string | null;
  readonly unsavedKey: string;
}): ReactElement {
  const [kept] = useState(() => readUnsaved(sessionStorage, unsavedKey));
  const [{ edited, etag }, setUnsaved] = useState(kept ?? begun);
  const [former, setFormer] = useState<UnsavedRule | null>(null);
  const change = (next: UnsavedRule): void => {
    setUnsaved(next);
    keepUnsaved(sessionStorage, unsavedKey, next);
  };
  /** Puts another text in the place of what is edited, which can be taken back. */
  const replace = (next: UnsavedRule): void => {
    setFormer({ edited, etag });
    change(next);
  };
  const edit = (next: EditedRule): void => change({ edited: next, etag });
  const take = (draft: object): void => replace({ edited: editedRuleOf({ ...draft }), etag });
  const fields = useMemo(() => fieldsOf(edited), [edited]);
  const [settled] = useDebouncedValue(fields, SETTLED_MS);
  const findings = useFindings(settled);
  const rule = useMemo(() => RuleDraftSchema.safeParse(fields).data, [fields]);
  const settledRule = useMemo(() => RuleDraftSchema.safeParse(settled).data, [settled]);
  const problem = problemOf(edited);
  /** The fields that somebody has changed; what is empty elsewhere is told of once saving was tried. */
  const [touched, setTouched] = useState<ReadonlySet<string>>(new Set());
  const [isTried, setIsTried] = useState(false);
  const said = (findings.data?.data ?? []).map((finding) => saidFinding(finding, settled));
  const isToCome = ({ isEmpty, path }: SaidFinding): boolean => isEmpty && !isTried && !touched.has(path);
  const shared: RuleFields = {
    fields,
    findings: said.filter((finding) => !isToCome(finding)),
    isLocked: problem !== null,
    set: (path, value) => {
      setTouched(new Set([...touched, pathText(path)]));
      edit(withValue(edited, path, value));
    },
  };
  return (
    <SimpleGrid cols={{ base: 1, lg: 2 }} style={{ alignItems: 'start' }}>
      <Stack miw={0}>
        {former !== null ? (
          <Replaced
            text="Another text has taken the place of yours."
            action="Take mine back"
            onAction={() => {
              change(former);
              setFormer(null);
            }}
          />
        ) : (
          kept !== null && (
            <Replaced text="This is what you had not saved." action="Begin anew" onAction={() => replace(begun)} />
          )
        )}
        <Views edited={edited} onEdit={edit} shared={shared} />
      </Stack>
      <Stack miw={0}>
        <Section title="Findings">
          <Shown
            query={findings}
            isEmpty={({ data }) => data.length === 0}
            whenEmpty={problem === null ? 'Nothing is wrong with it.' : 'What could be read last has nothing wrong.'}
          >
            {() => <Findings told={shared.findings} toCome={said.filter(isToCome)} />}
          </Shown>
        </Section>
        {settledRule !== undefined && (
          <>
            <Preview rule={settledRule} />
            <TestNotification rule={settledRule} />
          </>
        )}
        {rule !== undefined && settledRule !== undefined && problem === null ? (
          <Saving
            rule={rule}
            settled={settledRule}
            changed={id === null || etag === null ? null : { id, etag }}
            onSaved={() => sessionStorage.removeItem(unsavedKey)}
            onTheirs={(draft, theirs) => replace({ edited: editedRuleOf({ ...draft }), etag: theirs })}
            onMineOver={(theirs) => change({ edited, etag: theirs })}
          />
        ) : (
          <Unfinished onTry={() => setIsTried(true)} />
        )}
        {id === null && (
          <>
            <Words onTake={take} />
            <Templates onTake={take} />
          </>
        )}
      </Stack>
    </SimpleGrid>
  );
}

function useFindings(fields: Fields) {
  return useAsked(['findings', fields], (tocsin, signal) => tocsin.validateRule({ body: fields }, { signal }), {
    isPolled: false,
    keepsFormer: true,
  });
}

/** In the place of saving, for as long as something is wrong; who tries is told of what is missing at its fields. */
function Unfinished({ onTry }: { readonly onTry: () => void }): ReactElement {
  return (
    <Section title="Save">
      <Stack gap="sm" align="start">
        <Text size="sm">It can be saved once nothing is wrong with it. Until then it is kept in this tab.</Text>
        <Button variant="default" onClick={onTry}>
          Save
        </Button>
      </Stack>
    </Section>
  );
}

function Replaced({
  text,
  action,
  onAction,
}: {
  readonly text: string;
  readonly action: string;
  readonly onAction: () => void;
}): ReactElement {
  return (
    <Alert variant="outline" role="status">
      <Group justify="space-between">
        <Text size="sm">{text}</Text>
        <Button variant="default" size="xs" onClick={onAction}>
          {action}
        </Button>
      </Group>
    </Alert>
  );
}

function Views({
  edited,
  shared,
  onEdit,
}: {
  readonly edited: EditedRule;
  readonly shared: RuleFields;
  readonly onEdit: (edited: EditedRule) => void;
}): ReactElement {
  const [parameters, setParameters] = useSearchParams();
  const view = facetOf(parameters, 'view', views) ?? 'form';
  const choose = (value: string): void => {
    const changed = new URLSearchParams(parameters);
    changed.set('view', value);
    setParameters(changed, { replace: true });
  };
  const problem = problemOf(edited);
  const typedAs = edited.typed?.language;
  const isElsewhere = problem !== null && typedAs !== undefined && typedAs !== view;
  return (
    <Section title="The rule">
      <Stack>
        <SegmentedControl
          aria-label="How the rule is shown"
          data={views.map((value) => ({ value, label: viewNames[value] }))}
          value={view}
          onChange={choose}
        />
        {isElsewhere && (
          <Alert variant="outline" title={`What was typed as ${viewNames[typedAs]} cannot be read yet`}>
            <Text size="sm">
              <Name>{problem}</Name> It is kept as it is; mend it there, and go on here then.
            </Text>
          </Alert>
        )}
        <View
          view={view}
          edited={edited}
          shared={shared}
          isLocked={isElsewhere}
          onType={(language, text) => onEdit(typedIn(edited, language, text))}
        />
      </Stack>
    </Section>
  );
}

function View({
  view,
  edited,
  shared,
  isLocked,
  onType,
}: {
  readonly view: (typeof views)[number];
  readonly edited: EditedRule;
  readonly shared: RuleFields;
  readonly isLocked: boolean;
  readonly onType: (language: Language, text: string) => void;
}): ReactElement {
  switch (view) {
    case 'form':
      return (
        <RuleFieldsContext value={shared}>
          <RuleForm />
        </RuleFieldsContext>
      );
    case 'promql':
      return <RuleExpression edited={edited} isLocked={isLocked} onType={(text) => onType(view, text)} />;
    case 'yaml':
    case 'json':
      return (
        <RuleText
          language={view}
          edited={edited}
          findings={shared.findings}
          isLocked={isLocked}
          onType={(text) => onType(view, text)}
        />
      );
  }
}
