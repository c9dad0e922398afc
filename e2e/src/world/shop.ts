import type { IncomingHttpHeaders } from 'node:http';
import { startWebhookInbox } from '@tocsin/adapter-host/webhook-inbox';
import { systemClock } from '@tocsin/runtime/system-clock';
import type { Api } from './api.js';

/** A service that breaks and is mended by whoever asks it to, and what it says of itself. */
export class Shop {
  errors = 0;
  readonly asked: { body: unknown; headers: IncomingHttpHeaders }[] = [];
  /** What becomes of the errors when somebody asks it to restart. */
  afterRestart = 0;
  #time = 0;
  #isOpen = true;
  #sending: Promise<void> = Promise.resolve();

  private constructor(
    readonly url: string,
    private readonly api: Api,
    private readonly close: () => Promise<void>,
  ) {}

  static async open(api: Api): Promise<Shop> {
    const { url, stop } = await startWebhookInbox(
      0,
      (body, headers) => {
        shop.asked.push({ body: JSON.parse(body), headers });
        shop.errors = shop.afterRestart;
      },
      () => 202,
    );
    const shop = new Shop(url, api, stop);
    shop.#sending = shop.#send();
    return shop;
  }

  async shut(): Promise<void> {
    this.#isOpen = false;
    await this.#sending;
    await this.close();
  }

  async #send(): Promise<void> {
    for (; this.#isOpen; await systemClock.wait(250)) {
      this.#time = Math.max(this.#time + 1, systemClock.now());
      const sample = { metric: 'shop_errors', labels: { instance: 'till' }, value: this.errors, timestamp: this.#time };
      await this.api.tocsin.sendMetrics({ body: { samples: [sample] } });
    }
  }
}
