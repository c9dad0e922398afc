// Prints transitions as they happen: npm run live [-- ADDRESS]. The token is the administrator's.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const address = process.argv[2] ?? '127.0.0.1:8000';
const token = readFileSync(join(process.env.TOCSIN_HOME ?? '.tocsin', 'admin.token'), 'utf8').trim();
const socket = new WebSocket(`ws://${address}/ws`, ['tocsin', `bearer.${token}`]);
socket.onmessage = ({ data }) => {
  const { type, data: told } = JSON.parse(data);
  if (type === 'transition')
    console.log(
      `${told.state.toUpperCase()} ${told.labels.alertname} ${JSON.stringify(told.labels)} value ${told.value}`,
    );
  else console.log(`listening as ${told.tenant_id}`);
};
socket.onerror = () => console.error(`nobody listens at ${address}, or the token is not accepted`);
