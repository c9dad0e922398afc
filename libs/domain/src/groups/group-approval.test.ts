import type { ApprovalPolicy } from '../rules/approval-policy.js';
import { groupApprovalVerdict } from './group-approval.js';
import type { RuleGroupDraft } from './rule-group-document.js';

const policy: ApprovalPolicy = { severities: ['CRITICAL'], categories: ['security'] };
const page = { alert: 'Page', expr: 'up == 0', labels: { severity: 'critical' } };
const mail = { alert: 'Mail', expr: 'up == 0', labels: { severity: 'warning' } };
const group = (...rules: RuleGroupDraft['rules']): RuleGroupDraft => ({ name: 'g', rules });

test.each<[string, RuleGroupDraft | null, RuleGroupDraft | null, boolean]>([
  ['a new alert that pages', null, group(page), true],
  ['a new alert that does not', null, group(mail), false],
  ['an alert of a category', null, group({ ...mail, labels: { category: 'security' } }), true],
  ['the deletion of an alert that pages', group(page), null, true],
  ['a change beside an alert that pages', group(page, mail), group(page, { ...mail, expr: 'up < 1' }), false],
  ['a change of an alert that pages', group(page), group({ ...page, for: '1h' }), true],
  ['a severity that is lowered', group(page), group({ ...page, labels: mail.labels }), true],
  [
    'a severity that the group gives',
    group(mail),
    { ...group({ alert: 'Mail', expr: 'up == 0' }), labels: page.labels },
    true,
  ],
  ['another interval of an alert that pages', group(page), { ...group(page), interval: '1d' }, true],
  ['a recording rule', null, group({ record: 'r', expr: 'up', labels: page.labels }), false],
])('%s', (_, before, after, isNeeded) => {
  expect(groupApprovalVerdict(policy, before, after).kind).toBe(isNeeded ? 'needed' : 'free');
  expect(groupApprovalVerdict({ severities: [], categories: [] }, before, after).kind).toBe('free');
});
