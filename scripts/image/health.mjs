// Whether the process of this container does its work: it ends with 0 when the process says so itself, else with 1 and why.
const { HOST: host = '127.0.0.1', METRICS_PORT: port } = process.env;
/** Who listens everywhere is reached by loopback. */
const loopback = { '0.0.0.0': '127.0.0.1', '::': '[::1]' };
const address = `http://${loopback[host] ?? host}:${port}/readyz`;
try {
  const answer = await fetch(address, { signal: AbortSignal.timeout(4_000) });
  console.log(`${answer.status} ${(await answer.text()).trim()}`);
  process.exitCode = answer.ok ? 0 : 1;
} catch (error) {
  console.log(`${address} does not answer: ${error.cause?.message ?? error.message}`);
  process.exitCode = 1;
}
