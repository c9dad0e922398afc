import { createServer } from 'node:net';

/** Why a server cannot listen there, with what to do about it; null when it can. */
export function freePortOrReason(host: string, port: number): Promise<string | null> {
  return new Promise((done) => {
    const probe = createServer();
    probe.once('error', (error: NodeJS.ErrnoException) => {
      const taken = `port ${port} on ${host} is taken by another process, perhaps by another Tocsin. Stop that one, or start this one elsewhere: PORT=${port + 1} TOCSIN_HOME=.tocsin-${port + 1} npm start`;
      done(error.code === 'EADDRINUSE' ? taken : `port ${port} on ${host} cannot be used: ${error.message}`);
    });
    probe.listen(port, host, () => probe.close(() => done(null)));
  });
}
