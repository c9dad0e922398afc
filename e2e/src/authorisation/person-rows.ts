import type { Row } from './row.js';

const ofPerson: Pick<Row, 'least' | 'answer' | 'elsewhere'> = { least: 'admin', answer: 200, elsewhere: 404 };

/** What is held about somebody, and taking it away. */
export const personRows: Record<string, Row> = {
  'GET /api/subjects/{name}': { ...ofPerson, ask: async (world) => ({ path: { name: await world.person() } }) },
  'PUT /api/subjects/{name}': {
    ...ofPerson,
    ask: async (world) => ({ path: { name: await world.person() }, body: { name: world.newName() } }),
  },
  'POST /api/subjects/{name}/erasure': {
    ...ofPerson,
    ask: async (world) => ({ path: { name: await world.person() }, body: {} }),
  },
  'GET /api/erasures': { least: 'admin', answer: 200 },
  'GET /api/erasures/{id}': { ...ofPerson, ask: async (world) => ({ path: { id: await world.erased() } }) },
  'POST /api/keys/rotation': { least: 'operator', answer: 200 },
  'POST /api/keys/renewal': { least: 'admin', answer: 200 },
};
