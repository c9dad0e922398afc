import { sign } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { scopesOf } from '@tocsin/domain/access/permission';
import { installationKey } from '@tocsin/runtime/installation-key';
import { writePrivate } from '@tocsin/runtime/secrets';
import { defineTarget } from '@tocsin/runtime/target';
import { readConsoleFiles } from '@tocsin/service-gateway/console/console-files';
import { readDocumentationSite } from '@tocsin/service-gateway/documentation/documentation-site';
import { createGateway, type Gateway } from '@tocsin/service-gateway/gateway';
import type { CertificateSigner } from '@tocsin/service-gateway/access/subject-rights';
import { SYSTEM_TENANT } from '@tocsin/service-self-monitoring/system-metrics-collector';
import { healingSecretOf, isSwitchedOn } from './healing-reach.js';
import { signingSecretOf } from '@tocsin/runtime/webhook-signature';
import { installationOf } from './installation.js';
import { linkBaseOf } from './link-base.js';
import { witnessNames } from './open-witnesses.js';
import type { Surroundings, TocsinTarget } from './ports.js';
import { readinessOf } from './readiness.js';

/** Where the build leaves the web console. */
const CONSOLE_DIRECTORY = fileURLToPath(new URL('../../../apps/console/dist', import.meta.url));
/** Where it leaves the documentation. */
const DOCUMENTATION_DIRECTORY = fileURLToPath(new URL('../../../docs/dist', import.meta.url));
/** The admin's first token holds for a year; others are made with it. */
const ADMIN_TOKEN_SECONDS = 365 * 86_400;

export function gatewayTarget(surroundings: Surroundings): TocsinTarget {
  const { config, clock, ids, secret, logger, registry, processName, say, sayLast, traces } = surroundings;
  return defineTarget({
    name: 'gateway',
    needs: [
      'log',
      'database',
      'rateCounter',
      'resultCache',
      'resultArchive',
      'outbound',
      'languageModel',
      'seriesHistory',
      'deliveryLedger',
      'auditLedger',
      'healingStore',
      'runRequests',
      'inventoryStore',
      'retentionStore',
      'accessStore',
      'tenantKeys',
    ],
    consumes: [
      'rules',
      'rule-groups',
      'rule-proposals',
      'group-proposals',
      'incidents',
      'recommendations',
      'incident-notes',
      'approval-policies',
      'rule-health',
      'model-trainings',
      'receivers',
      'notification-policies',
      'prediction-marks',
      'silences',
      'acknowledgements',
      'transitions',
      'samples',
      'partials',
      'command-replies',
      'receiver-test-results',
      'tenants',
      'series-counts',
      'api-keys',
      'revocations',
      'erasures',
      'audit',
      'metrics_json',
      'otlp_metrics',
      'dead-letters',
      'dead-letter-replays',
    ],
    produces: [
      'commands',
      'receiver-tests',
      'samples',
      'posted-alerts',
      'dead-letters',
      'dead-letter-replays',
      'metrics_json',
      'otlp_metrics',
      'audit',
      'revocations',
    ],
    start: async ({
      log,
      database,
      rateCounter,
      resultCache,
      resultArchive,
      outbound,
      languageModel,
      seriesHistory,
      deliveryLedger,
      auditLedger,
      healingStore,
      runRequests,
      inventoryStore,
      retentionStore,
      accessStore,
      tenantKeys,
    }) => {
      if (!config.mlFeatures)
        logger.info(
          {},
          'nothing is predicted, and conditions on predictions stay unknown: ENABLE_ML_FEATURES (ml_config.enabled) is false',
        );
      const gateway = await createGateway({
        log,
        topicPrefix: config.topicPrefix,
        clock,
        ids,
        rateCounter,
        access: accessStore,
        tenantKeys,
        signer: () => signerOf(config.ledger.keyFile),
        defaultTenant: config.defaultTenant,
        issuers: config.issuers,
        outbound,
        languageModel,
        history: seriesHistory,
        historyHoursMax: config.history.retentionMs / 3_600_000,
        registry,
        logger,
        tracing: traces.tracing,
        processName,
        jwtSecret: secret,
        ledger: deliveryLedger,
        auditLedger,
        witnessNames: witnessNames(config.ledger),
        healing: {
          store: healingStore,
          requests: runRequests,
          inventory: inventoryStore,
          grants: config.healing.grants,
          isSwitchedOn: (kind) => isSwitchedOn(config.healing, kind),
          breakGlassMs: config.healing.breakGlassMs,
          signingSecretOf: (tenant) => healingSecretOf(secret, tenant),
        },
        retention: retentionStore,
        signingSecretOf: (receiverId) => signingSecretOf(secret, receiverId),
        takesMail: config.mail !== null,
        rateLimiting: config.rateLimiting,
        mayIntrospect: config.mode !== 'production',
        predicts: config.mlFeatures,
        confidenceMin: config.confidenceThreshold,
        resultCache,
        resultArchive,
        resultTtls: config.cacheTtls,
        systemTenant: SYSTEM_TENANT,
        evaluation: config.evaluation,
        externalUrl: linkBaseOf(config),
        installation: installationOf(config),
        console: await readConsoleFiles(CONSOLE_DIRECTORY),
        documentation: await readDocumentationSite(DOCUMENTATION_DIRECTORY),
        readiness: () => readinessOf({ log, database, rateCounter, clock }),
      });
      await gateway.listen(config.port, config.host);
      const isFirst = await writeAdminToken(gateway, surroundings);
      say(`gateway: http://${config.host}:${config.port} (console at /, documentation at /docs)`);
      // In production what is said is kept by others, so that no later start says anything that lets somebody in.
      if (isFirst || config.mode === 'standalone') await sayWelcomeLink(gateway);
      return { stop: () => gateway.close() };
    },
  });

  /** Leads the admin into the console, once. */
  async function sayWelcomeLink({ welcomeLinks }: Gateway): Promise<void> {
    const secret = await welcomeLinks.issue(config.defaultTenant);
    sayLast(
      `welcome: ${linkBaseOf(config) || `http://127.0.0.1:${config.port}`}/welcome#${secret}`,
      'The link above opens the console as the admin: once, within 15 minutes.',
    );
  }

  /** @returns whether there was none */
  async function writeAdminToken(
    { tokens }: Gateway,
    { config: { home, mode, defaultTenant } }: Surroundings,
  ): Promise<boolean> {
    const path = join(home, 'admin.token');
    if (existsSync(path)) return false;
    // The home of a pod ends with it: without this each start of a gateway would make one more.
    if (mode === 'production' && (await isOperatorIn(tokens, defaultTenant))) return false;
    const issued = await tokens.issue('tocsin', {
      subject: 'admin',
      tenant: defaultTenant,
      scopes: scopesOf('admin'),
      role: 'admin',
      isOperator: true,
      expiresInSeconds: ADMIN_TOKEN_SECONDS,
    });
    if (issued.kind === 'limit_reached') throw new Error(`the admin's first token was not made: ${issued.message}`);
    writePrivate(path, issued.token);
    say(`admin token: ${issued.token}`);
    return true;
  }
}

/** Whether the first token of the operator, or another one, still lets in. */
async function isOperatorIn(tokens: Gateway['tokens'], tenant: string): Promise<boolean> {
  return (await tokens.list(tenant)).tokens.some(({ operator, revoked_at }) => operator && revoked_at === null);
}

/** Signs with the key of the ledger, so that one key verifies what an installation vouches for. */
function signerOf(file: string): CertificateSigner {
  const { privateKey, publicKey } = installationKey(file);
  return { publicKey, sign: (message) => sign(null, message, privateKey) };
}
