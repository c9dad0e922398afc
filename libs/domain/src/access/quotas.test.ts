import { defaultQuotas, quotaRefusal, QuotasSchema } from './quotas.js';

test('a quota takes away from what the platform bears, and gives nothing beyond', () => {
  expect(QuotasSchema.parse({ rules: 7 })).toEqual({ ...defaultQuotas, rules: 7 });
  expect(QuotasSchema.safeParse({ rules: defaultQuotas.rules + 1 }).success).toBe(false);
});

test('a refusal names what there is, what there would be and the limit', () => {
  const quotas = { ...defaultQuotas, receivers: 3 };
  expect(quotaRefusal('receivers', quotas, 2)).toBeNull();
  expect(quotaRefusal('receivers', quotas, 3)).toBe(
    'the tenant has 3 receivers and would have 4; 3 is the most it may have',
  );
});

test('who adds nothing is not refused, though there is too much already', () => {
  expect(quotaRefusal('rules', { ...defaultQuotas, rules: 1 }, 5, 0)).toBeNull();
});
