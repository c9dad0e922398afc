import { Button, Group, Text } from '@mantine/core';
import type { Schema } from '@tocsin/client/call';
import type { ReactElement } from 'react';
import { Name } from './name.js';
import { Tag } from './tag.js';

/** Templates of rules, each with what it means and a button for it. */
export function TemplateList({
  templates,
  action,
  taken,
  onTake,
}: {
  readonly templates: readonly Schema<'ListedRuleTemplate'>[];
  /** What is done with one, such as `Use`. */
  readonly action: string;
  /** The one that it is being done with. */
  readonly taken: string | undefined;
  readonly onTake: (id: string) => void;
}): ReactElement {
  return (
    <>
      {templates.map(({ id, title, severity, meaning }) => (
        <Group key={id} gap="xs" wrap="nowrap" align="start" justify="space-between">
          <div>
            <Group gap="xs">
              <Text fw={600}>
                <Name>{title}</Name>
              </Text>
              <Tag value={severity} />
            </Group>
            <Text size="sm">
              <Name>{meaning}</Name>
            </Text>
          </div>
          <Button
            variant="default"
            size="xs"
            style={{ flexShrink: 0 }}
            aria-label={`${action} the template ${title}`}
            loading={taken === id}
            onClick={() => onTake(id)}
          >
            {action}
          </Button>
        </Group>
      ))}
    </>
  );
}
