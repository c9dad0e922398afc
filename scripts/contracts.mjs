// Writes docs/asyncapi.yaml and docs/schemas/*.json from the contracts, docs/openapi.json from the gateway's routes, and from
// that what the client knows of them, the references of the API and of the settings, Grafana's dashboards, what the Helm chart holds of these,
// and the command line's page; with --check it only says whether they are fresh.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cliDocuments } from '../apps/cli/dist/reference.js';
import { grafanaDocuments } from '../deploy/grafana/dist/grafana-documents.js';
import { generatedDocuments } from '../libs/contracts/dist/generated-documents.js';
import { secrets } from '../libs/runtime/dist/config.js';
import { configurationReference } from '../libs/runtime/dist/config-reference.js';
import { openApiDocument } from '../libs/services/gateway/dist/openapi-document.js';
import { apiReferenceDocument } from './api-reference.mjs';
import { clientDocuments } from './client.mjs';
import { chartDocuments } from './helm/chart-documents.mjs';

const checkOnly = process.argv.includes('--check');
const stale = [];
const openApi = openApiDocument();
const documents = {
  ...generatedDocuments(),
  ...(await clientDocuments(openApi)),
  ...apiReferenceDocument(openApi),
  'docs/configuration.md': configurationReference(secrets),
  ...grafanaDocuments(),
  ...cliDocuments(),
  ...chartDocuments(),
};
for (const [path, text] of Object.entries(documents)) {
  let current = null;
  try {
    current = readFileSync(path, 'utf8');
  } catch {
    // Not there yet: stale.
  }
  if (current === text) continue;
  stale.push(path);
  if (checkOnly) continue;
  mkdirSync(new URL('.', `file://${process.cwd()}/${path}`).pathname, { recursive: true });
  writeFileSync(path, text);
}
if (checkOnly && stale.length > 0) {
  console.error(`stale: ${stale.join(', ')}; run npm run contracts and commit what it writes`);
  process.exitCode = 1;
} else {
  console.log(stale.length === 0 ? 'fresh' : `written: ${stale.join(', ')}`);
}
