import { AlertRuleTemplates } from '@tocsin/domain/rule-templates/alert-rule-templates';
import { ruleTemplatesTable } from './rule-templates-table.js';

test('every template stands in the document once, in a row that no text of its own breaks', () => {
  const rows = ruleTemplatesTable()
    .split('\n')
    .filter((line) => line.startsWith('| `'));
  expect(rows.map((row) => row.split('`')[1])).toEqual(AlertRuleTemplates.all.map(({ id }) => id));
  for (const row of rows) expect(row.match(/\|/g)).toHaveLength(6);
});
