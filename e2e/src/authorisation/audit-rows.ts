import type { Row } from './row.js';

/** Each tenant has a ledger of its own, so each is answered. */
const ofLedger = (query: string): Row => ({
  least: 'admin',
  answer: 200,
  ask: async (world) => {
    await world.sealed();
    return query === '' ? {} : { query };
  },
});

/** What was done, and what proves it. */
export const auditRows: Record<string, Row> = {
  'GET /api/audit': { least: 'admin', answer: 200 },
  'GET /api/audit/entries': { least: 'admin', answer: 200 },
  'GET /api/audit/checkpoint': ofLedger(''),
  'GET /api/audit/proof': ofLedger('?entry=0'),
  'GET /api/audit/consistency': ofLedger('?from=0&to=1'),
  'GET /api/audit/export': ofLedger(''),
  'GET /api/audit/controls': { least: 'admin', answer: 200 },
  'GET /api/audit/evidence': ofLedger('?from=0'),
  'GET /api/audit/evidence.html': ofLedger('?from=0'),
  'GET /api/audit/anonymised': { least: 'admin', answer: 200, ask: async () => ({ query: '?from=0&k=2' }) },
  'GET /api/retention': { least: 'admin', answer: 200 },
  'PUT /api/retention': { least: 'admin', answer: 200, ask: async () => ({ body: { days: {} } }) },
};
