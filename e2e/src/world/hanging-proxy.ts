import { createServer, connect, type AddressInfo, type Server, type Socket } from 'node:net';

/** Stands between a browser and the platform, and can hang: connections stay open, and nothing comes by them. */
export class HangingProxy {
  readonly #pairs = new Set<readonly [near: Socket, far: Socket]>();
  #isHanging = false;
  #isCut = false;

  private constructor(
    private readonly server: Server,
    private readonly target: URL,
  ) {
    server.on('connection', (near) => this.#join(near));
  }

  /** @param base - of the platform */
  static async before(base: string): Promise<HangingProxy> {
    const server = createServer();
    const proxy = new HangingProxy(server, new URL(base));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return proxy;
  }

  get base(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** From now on nothing is handed on in either direction. */
  hang(): void {
    this.#isHanging = true;
    for (const pair of this.#pairs)
      for (const socket of pair) {
        socket.unpipe();
        socket.pause();
      }
  }

  /** Ends all connections, and takes no new one. */
  cut(): void {
    this.#isCut = true;
    for (const pair of this.#pairs) for (const socket of pair) socket.destroy();
  }

  /** Hands on again whatever comes by new connections. */
  goOn(): void {
    this.#isHanging = false;
    this.#isCut = false;
  }

  async close(): Promise<void> {
    this.cut();
    await new Promise((resolve) => this.server.close(resolve));
  }

  #join(near: Socket): void {
    if (this.#isCut) {
      near.destroy();
      return;
    }
    const far = connect(Number(this.target.port), this.target.hostname);
    const pair = [near, far] as const;
    this.#pairs.add(pair);
    for (const [socket, other] of [pair, [far, near]] as const) {
      socket.on('error', () => other.destroy());
      socket.on('close', () => {
        other.destroy();
        this.#pairs.delete(pair);
      });
    }
    if (this.#isHanging) near.pause();
    else near.pipe(far).pipe(near);
  }
}
