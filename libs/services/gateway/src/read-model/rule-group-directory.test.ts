import { exampleGroup } from '@tocsin/contracts/topics/rule-groups';
import { RuleGroupDirectory } from './rule-group-directory.js';

const { tenant_id: tenant, name } = exampleGroup;

test('a group is found by tenant and name, and only there', () => {
  const groups = new RuleGroupDirectory();
  groups.learn(exampleGroup);
  expect(groups.get(tenant, name)).toEqual(exampleGroup);
  expect(groups.ofTenant(tenant)).toEqual([exampleGroup]);
  expect([groups.get('globex', name), groups.ofTenant('globex')]).toEqual([null, []]);
  groups.unlearn(tenant, name);
  expect(groups.ofTenant(tenant)).toEqual([]);
});

test('an older version comes too late; a group made anew is newer than all versions of the one before', () => {
  const groups = new RuleGroupDirectory();
  const third = { ...exampleGroup, version: 3 };
  groups.learn(third);
  groups.learn({ ...exampleGroup, version: 2 });
  expect(groups.get(tenant, name)).toEqual(third);
  const anew = { ...exampleGroup, created_at: exampleGroup.created_at + 1 };
  groups.learn(anew);
  groups.learn(third);
  expect(groups.get(tenant, name)).toEqual(anew);
});
