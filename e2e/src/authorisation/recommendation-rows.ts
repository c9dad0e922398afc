import { type Ask, type Row, reading, thing } from './row.js';

const incidentBody = () => ({ title: 'quiet', matchers: ['alertname="quiet"'], starts_at: 1_000, ends_at: 2_000 });
const recommended: Ask = (world) => thing(world.recommendation());
const deciding: Row = {
  least: 'editor',
  answer: 200,
  elsewhere: 404,
  ask: async (world) => ({ ...(await recommended(world)), body: {} }),
};
/** What was really wrong, and which settings of rules follow from it. */
export const recommendationRows: Record<string, Row> = {
  'GET /api/incidents': reading,
  'POST /api/incidents': { least: 'editor', answer: 201, ask: async () => ({ body: incidentBody() }) },
  'GET /api/incidents/{id}': { ...reading, elsewhere: 404, ask: (world) => thing(world.incident()) },
  'DELETE /api/incidents/{id}': {
    least: 'editor',
    answer: 204,
    elsewhere: 404,
    ask: (world) => thing(world.incident()),
  },
  'GET /api/alert-incidents': reading,
  'GET /api/alert-incidents/{id}': { ...reading, elsewhere: 404, ask: (world) => thing(world.alertIncident()) },
  'POST /api/alert-incidents/{id}/notes': {
    least: 'editor',
    answer: 201,
    elsewhere: 404,
    ask: async (world) => ({ ...(await thing(world.alertIncident())), body: { text: 'quiet' } }),
  },
  // The rule reads nothing, so that nothing is recommended.
  'POST /api/rules/{id}/recommendations': {
    least: 'editor',
    answer: 200,
    elsewhere: 404,
    ask: async (world) => ({ ...(await thing(world.rule())), body: {} }),
  },
  'GET /api/recommendations': reading,
  'GET /api/recommendations/{id}': { ...reading, elsewhere: 404, ask: recommended },
  'GET /api/recommendations/{id}/outcome': {
    ...reading,
    elsewhere: 404,
    ask: (world) => thing(world.acceptedRecommendation()),
  },
  'POST /api/recommendations/{id}/accept': deciding,
  'POST /api/recommendations/{id}/refuse': deciding,
};
