import { Button, Group, Stack, Text } from '@mantine/core';
import { type RuleDraft, ruleDraftOf } from '@tocsin/domain/rules/alert-rule';
import type { ReactElement } from 'react';
import { Changes } from '../parts/changes.js';
import { Name } from '../parts/name.js';
import { Section } from '../parts/section.js';
import { Shown } from '../parts/shown.js';
import { useAsked } from '../session/session-context.js';
import { type ChangedRule, versionOf } from './saving.js';

/** Shows what somebody else has changed meanwhile, and lets who edits decide. */
export function Conflict({
  changed: { id, etag },
  onTheirs,
  onMineOver,
}: {
  readonly changed: ChangedRule;
  readonly onTheirs: (draft: RuleDraft, etag: string) => void;
  readonly onMineOver: (etag: string) => void;
}): ReactElement {
  const query = useAsked(['rules', 'conflict', id, etag], async (tocsin, signal) => {
    const { data: rule, etag: current } = await tocsin.getRule({ id }, { signal });
    if (current === null) throw new TypeError('the platform tells no version of the rule');
    const from = versionOf(etag);
    const [{ data: difference }, { data: version }] = await Promise.all([
      tocsin.compareRuleVersions({ id, from, to: rule.version }, { signal }),
      tocsin.getRuleVersion({ id, version: rule.version }, { signal }),
    ]);
    return { rule, current, changes: difference.changes, author: version.author };
  });
  return (
    <Section title="Somebody else has changed it meanwhile">
      <Shown query={query}>
        {({ rule, current, changes, author }) => (
          <Stack gap="sm" role="alert">
            <Text>
              <Name>{author}</Name> has made version {rule.version} of it:
            </Text>
            <Changes changes={changes} />
            <Text size="sm">Your text is as you left it; nothing of it is saved.</Text>
            <Group>
              <Button onClick={() => onMineOver(current)}>Go on with mine</Button>
              <Button variant="default" onClick={() => onTheirs(ruleDraftOf(rule), current)}>
                Take theirs
              </Button>
            </Group>
          </Stack>
        )}
      </Shown>
    </Section>
  );
}
