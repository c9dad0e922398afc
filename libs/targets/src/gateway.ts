import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { writePrivate } from '@tocsin/runtime/secrets';
import { defineTarget } from '@tocsin/runtime/target';
import { AuthManager } from '@tocsin/service-gateway/auth-manager';
import { createGateway } from '@tocsin/service-gateway/gateway';
import { signingSecretOf } from '@tocsin/service-notification/webhook-signature';
import type { Surroundings, TocsinTarget } from './ports.js';

/** The admin's first token holds for a year; others are made with it. */
const ADMIN_TOKEN_SECONDS = 365 * 86_400;

export function gatewayTarget(surroundings: Surroundings): TocsinTarget {
  const { config, clock, ids, secret, logger, registry, processName, say } = surroundings;
  return defineTarget({
    name: 'gateway',
    needs: ['log', 'rateCounter', 'outbound', 'seriesHistory'],
    consumes: ['rules', 'rule-groups', 'receivers', 'transitions', 'command-replies', 'metrics_json', 'otlp_metrics'],
    produces: ['commands', 'samples', 'dead-letters'],
    start: async ({ log, rateCounter, outbound, seriesHistory }) => {
      const gateway = await createGateway({
        log,
        topicPrefix: config.topicPrefix,
        clock,
        ids,
        rateCounter,
        outbound,
        history: seriesHistory,
        registry,
        logger,
        processName,
        jwtSecret: secret,
        signingSecretOf: (receiverId) => signingSecretOf(secret, receiverId),
        rateLimiting: config.rateLimiting,
        queryTimeoutMs: config.evaluationTimeoutMs,
        readiness: async () => [await healthOf('log', log.check())],
      });
      await gateway.listen(config.port, config.host);
      await writeAdminToken(surroundings);
      say(`gateway: http://${config.host}:${config.port} (API documentation at /docs)`);
      return { stop: () => gateway.close() };
    },
  });

  async function writeAdminToken({ config: { home, defaultTenant } }: Surroundings): Promise<void> {
    const path = join(home, 'admin.token');
    if (existsSync(path)) return;
    const auth = new AuthManager({ secret, clock, ids });
    const { token } = await auth.issue({
      subject: 'admin',
      tenant: defaultTenant,
      scopes: ['admin:all'],
      expiresInSeconds: ADMIN_TOKEN_SECONDS,
    });
    writePrivate(path, token);
    say(`admin token: ${token}`);
  }
}

async function healthOf(name: string, check: Promise<void>): Promise<{ name: string; ok: boolean; message: string }> {
  return check.then(
    () => ({ name, ok: true, message: 'ok' }),
    (error: Error) => ({ name, ok: false, message: error.message }),
  );
}
