// A webhook receiver on loopback that prints what it is told: npm run receiver [-- PORT]
import { startWebhookInbox } from '@tocsin/adapter-host/webhook-inbox';

const port = Number(process.argv[2] ?? 9900);
const inbox = await startWebhookInbox(port, (body, headers) => {
  const { alerts } = JSON.parse(body);
  // What is made for a vendor is shown as it comes.
  if (alerts === undefined) return console.log(body);
  for (const { status, labels } of alerts) {
    console.log(
      `${status.toUpperCase()} ${labels.alertname} ${JSON.stringify(labels)} (idempotency key ${headers['idempotency-key']})`,
    );
  }
}).catch(({ message }) => {
  console.error(`cannot receive on port ${port}: ${message}; choose another one: npm run receiver -- ${port + 1}`);
  process.exit(1);
});
console.log(`receiving at ${inbox.url}`);
process.once('SIGINT', () => inbox.stop());
