// Prints transitions as they happen, and connects again when the platform was away: npm run live [-- ADDRESS]. The token
// is the administrator's.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const RETRY_MS = 1_000;
const address = process.argv[2] ?? '127.0.0.1:8000';
const file = join(process.env.TOCSIN_HOME ?? '.tocsin', 'admin.token');
if (!existsSync(file)) {
  console.error(
    `there is no ${file}; start the platform first, or name its home: TOCSIN_HOME=.tocsin/cluster npm run live`,
  );
  process.exit(1);
}

function connect(isFirst) {
  const token = readFileSync(file, 'utf8').trim();
  const socket = new WebSocket(`ws://${address}/ws`, ['tocsin', `bearer.${token}`]);
  let isOpen = false;
  socket.onopen = () => (isOpen = true);
  socket.onmessage = ({ data }) => {
    const { type, data: told } = JSON.parse(data);
    if (type === 'transition')
      console.log(
        `${told.state.toUpperCase()} ${told.labels.alertname} ${JSON.stringify(told.labels)} value ${told.value}`,
      );
    else console.log(`listening as ${told.tenant_id}`);
  };
  socket.onclose = () => {
    if (isOpen) console.error(`${address} has gone; connecting again`);
    else if (isFirst)
      console.error(`nobody listens at ${address}, or it does not accept the token in ${file}; trying on`);
    setTimeout(connect, RETRY_MS, false);
  };
}
connect(true);
