import type { OutboundHttp } from '@tocsin/ports/outbound-http';
import type { ProblemDetail } from '../problem.js';

const fix = 'Name an address that the platform may call, or let its operator allow the network.';

/** Which of the addresses that a user names would not be called, each by its path in what was sent, and why. */
export async function refusedAddresses(
  outbound: Pick<OutboundHttp, 'refusal'>,
  addresses: readonly { readonly path: string; readonly url: string }[],
): Promise<ProblemDetail[]> {
  const judged = addresses.map(async ({ path, url }) => {
    const message = await outbound.refusal(url);
    return message === null ? [] : [{ path, code: 'address-refused', message, fix }];
  });
  return (await Promise.all(judged)).flat();
}
