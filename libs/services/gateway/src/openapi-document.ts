import { Registry } from 'prom-client';
import { assembleGateway } from './gateway-parts.js';
import { openApiOf } from './openapi.js';

/** The OpenAPI 3.1 document that every gateway serves, whoever runs it: nothing is started for it. */
export function openApiDocument(): object {
  const { routes } = assembleGateway({
    log: unasked('log'),
    topicPrefix: '',
    clock: unasked('clock'),
    ids: unasked('ids'),
    rateCounter: unasked('rateCounter'),
    access: unasked('access'),
    tenantKeys: unasked('tenantKeys'),
    signer: () => unasked('signer'),
    defaultTenant: '',
    issuers: [],
    outbound: unasked('outbound'),
    languageModel: null,
    history: unasked('history'),
    historyHoursMax: 0,
    resultCache: unasked('resultCache'),
    resultArchive: unasked('resultArchive'),
    resultTtls: { results: 0, system: 0 },
    systemTenant: '',
    evaluation: { batchSize: 1, concurrentMax: 1, timeoutMs: 0 },
    registry: new Registry(),
    logger: unasked('logger'),
    processName: '',
    jwtSecret: '',
    ledger: unasked('ledger'),
    auditLedger: unasked('auditLedger'),
    witnessNames: [],
    healing: {
      store: unasked('healing'),
      requests: unasked('healing'),
      inventory: unasked('healing'),
      grants: [],
      isSwitchedOn: () => false,
      breakGlassMs: 0,
      signingSecretOf: () => '',
    },
    retention: unasked('retention'),
    signingSecretOf: () => '',
    takesMail: false,
    rateLimiting: { enabled: false, perMinutePerAddress: 0 },
    mayIntrospect: false,
    predicts: false,
    confidenceMin: 1,
    startedAt: 0,
    externalUrl: '',
    installation: { version: '', mode: 'standalone', demo_tenant: null, features: [] },
    readiness: async () => [],
    console: null,
    documentation: null,
  });
  return openApiOf(routes);
}

/** Stands where a port would: what the document says must not depend on what one answers. */
function unasked<Port extends object>(name: string): Port {
  return new Proxy({} as Port, {
    get: (_port, member) => {
      throw new TypeError(`${name}.${String(member)} was asked for while routes were put together`);
    },
  });
}
