import { Gauge, type Registry } from 'prom-client';
import type { Directories } from './read-model/directories.js';

/** Exports how many changes wait for approval, of all tenants together; they are counted when somebody looks. */
export function exportProposalsWaiting(
  registry: Registry,
  rules: Pick<Directories['proposals'], 'all'>,
  groups: Pick<Directories['groupProposals'], 'all'>,
): void {
  new Gauge({
    name: 'tocsin_rule_proposals_waiting',
    help: 'Changes of rules, and of rule groups, that take effect only when a person has approved them.',
    labelNames: ['kind'],
    registers: [registry],
    collect() {
      this.set({ kind: 'rule' }, rules.all().length);
      this.set({ kind: 'group' }, groups.all().length);
    },
  });
}
