import { Stack, Text } from '@mantine/core';
import { type ReactElement, useMemo } from 'react';
import { documentLines } from './document-lines.js';
import { type DiffLine, diffParts, lineDiff } from './line-diff.js';
import { plain } from './plain.js';
import classes from './document-diff.module.css';

/** As many lines as tell where in a document something stands. */
const AROUND = 3;
const signs = { same: '  ', added: '+ ', removed: '- ' } as const;
const tags = { same: 'span', added: 'ins', removed: 'del' } as const;

/** What two versions of a rule or a rule group say differently, as lines of YAML. */
export function DocumentDiff({
  label,
  before,
  after,
}: {
  readonly label: string;
  readonly before: object;
  readonly after: object;
}): ReactElement {
  const lines = useMemo(() => {
    const texts = documentLines(before, after);
    return lineDiff(texts.before, texts.after);
  }, [before, after]);
  const countOf = (kind: DiffLine['kind']): number => lines.filter((line) => line.kind === kind).length;
  const [added, removed] = [countOf('added'), countOf('removed')];
  if (added + removed === 0) return <Text size="sm">They say the same.</Text>;
  return (
    <Stack gap={4}>
      <Text size="sm">
        {countText(added)} added (+), {removed} removed (-).
      </Text>
      <pre className={classes['lines']} tabIndex={0} role="region" aria-label={label}>
        {diffParts(lines, AROUND).map((part, i) =>
          part.kind === 'left out' ? (
            <span key={i} className={classes['line']} data-kind="left-out">
              {`… ${countText(part.count)} as before\n`}
            </span>
          ) : (
            part.lines.map((line, j) => <Line key={`${i} ${j}`} line={line} />)
          ),
        )}
      </pre>
    </Stack>
  );
}

/** The sign is part of the text, for those who do not see the colour or hear the line. */
function Line({ line: { kind, text } }: { readonly line: DiffLine }): ReactElement {
  const Tag = tags[kind];
  return <Tag className={classes['line']} data-kind={kind}>{`${signs[kind]}${plain(text)}\n`}</Tag>;
}

const countText = (count: number): string => `${count} ${count === 1 ? 'line' : 'lines'}`;
