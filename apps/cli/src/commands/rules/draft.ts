import type { Schema } from '@tocsin/client/call';
import { connect } from '../../connection/connect.js';
import type { Run } from '../../frame/command.js';
import { exit } from '../../frame/exit.js';
import { printOne } from '../../output/print.js';

/** Has the platform make a rule of words, and prints it; nothing is stored. */
export const run: Run = async (invocation) => {
  const tocsin = await connect(invocation);
  const { data } = await tocsin.makeRuleFromWords({ body: { text: invocation.args.join(' ') } });
  await printOne(invocation, { data, text: textOf(data) });
  return data.kind === 'rule' ? exit.ok : exit.failed;
};

function textOf({ rule, question, choices = [], reason = '', can = '' }: Schema<'UnderstandingOfWords'>): string {
  if (rule !== undefined) return `${textOfReading(rule)}\n\n${JSON.stringify(rule.draft, null, 2)}`;
  if (question === undefined) return `${reason}\n${can}`;
  return [question, ...choices.map((one) => `- ${one.label}\n  ${one.reading}`)].join('\n');
}

const textOfReading = ({ reading, assumptions, left_out }: Schema<'ReadingOfWords'>): string =>
  [
    reading,
    ...assumptions.map((one) => `- ${one}`),
    ...left_out.map(({ words, instead }) => `- left out: "${words}": ${instead}`),
  ].join('\n');
