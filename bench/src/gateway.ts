import { measureAcknowledgements } from './gateway/acknowledgements.js';
import { measureIntake } from './gateway/intake.js';
import { measurePages } from './gateway/pages.js';
import { measureSockets } from './gateway/sockets.js';

const parts: Readonly<Record<string, () => Promise<void>>> = {
  pages: measurePages,
  acknowledgements: measureAcknowledgements,
  sockets: measureSockets,
  intake: measureIntake,
};

/**
 * The gateway: pages of many alerts, acknowledgements, many sockets, and samples by remote write beside Prometheus.
 *
 * @param args - the parts to measure; all without one
 */
export async function gateway(args: readonly string[]): Promise<void> {
  for (const [name, measure] of Object.entries(parts)) if (args.length === 0 || args.includes(name)) await measure();
}
