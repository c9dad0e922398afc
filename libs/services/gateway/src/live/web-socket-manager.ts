import { type IncomingMessage, type Server, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { AlertSeveritySchema } from '@tocsin/domain/rules/alert-rule';
import { AlertStateSchema, type Transition } from '@tocsin/domain/engine/transition';
import type { Clock, IdSource } from '@tocsin/ports/clock';
import { type WebSocket, WebSocketServer } from 'ws';
import { z } from 'zod';
import { AuthManager, type Principal } from '../auth-manager.js';
import { notFound, type ProblemError, problemOf } from '../problem.js';

const PING_PERIOD_MS = 30_000;
/** What may wait for a slow reader before it is let go; it can read what it missed by REST. */
const BUFFERED_BYTES_MAX = 1_000_000;
const MESSAGE_BYTES_MAX = 16_384;
const PROTOCOL = 'tocsin';
const BEARER = 'bearer.';

const MessageSchema = z.strictObject({
  type: z.literal('subscribe'),
  states: z.array(AlertStateSchema).optional(),
  severities: z.array(AlertSeveritySchema).optional(),
});

interface Member {
  socket: WebSocket;
  principal: Principal;
  wants: Omit<z.infer<typeof MessageSchema>, 'type'>;
  answered: boolean;
}

/** Tells whoever listens at `/ws` of their tenant's transitions. */
export class WebSocketManager {
  readonly #server = new WebSocketServer({
    noServer: true,
    maxPayload: MESSAGE_BYTES_MAX,
    handleProtocols: () => PROTOCOL,
  });
  readonly #members = new Set<Member>();
  readonly #stopPings: () => void;

  constructor(
    private readonly auth: AuthManager,
    clock: Clock,
    private readonly ids: IdSource,
  ) {
    this.#stopPings = clock.every(PING_PERIOD_MS, () => this.#ping());
  }

  /** Answers the upgrades of an HTTP server. */
  serve(server: Server): void {
    server.on('upgrade', (request, socket, head) => void this.#upgrade(request, socket, head));
  }

  tell(transition: Transition): void {
    const text = JSON.stringify({ type: 'transition', data: transition });
    for (const { socket, principal, wants } of this.#members) {
      if (principal.tenant !== transition.tenant_id) continue;
      if (wants.states !== undefined && !wants.states.includes(transition.state)) continue;
      if (wants.severities !== undefined && !wants.severities.includes(transition.severity)) continue;
      if (socket.bufferedAmount > BUFFERED_BYTES_MAX) socket.close(1013, 'too slow');
      else socket.send(text);
    }
  }

  close(): void {
    this.#stopPings();
    for (const { socket } of this.#members) socket.close(1001, 'the platform stops');
    this.#server.close();
  }

  async #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    socket.on('error', () => socket.destroy());
    if (request.url?.split('?')[0] !== '/ws') return this.#refuse(socket, notFound('WebSocket there; it is at /ws'));
    try {
      const principal = await this.auth.verify(authorizationOf(request));
      AuthManager.demand(principal, 'rules:read');
      this.#server.handleUpgrade(request, socket, head, (opened) => this.#welcome(opened, principal));
    } catch (error) {
      this.#refuse(socket, problemOf(error));
    }
  }

  /** The answer to a request that does not become a WebSocket: a problem, as everywhere. */
  #refuse(socket: Duplex, problem: ProblemError): void {
    const body = JSON.stringify(problem.toProblem('/ws', this.ids.next().replaceAll('-', '')));
    const headers = {
      ...problem.headers,
      connection: 'close',
      'content-type': 'application/problem+json',
      'content-length': Buffer.byteLength(body),
    };
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
    socket.end([`HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status] ?? ''}`, ...lines, '', body].join('\r\n'));
  }

  #welcome(socket: WebSocket, principal: Principal): void {
    const member: Member = { socket, principal, wants: {}, answered: true };
    this.#members.add(member);
    socket.on('pong', () => (member.answered = true));
    socket.on('close', () => this.#members.delete(member));
    socket.on('error', () => this.#members.delete(member));
    socket.on('message', (data) => this.#receive(member, String(data)));
    socket.send(JSON.stringify({ type: 'hello', data: { tenant_id: principal.tenant } }));
  }

  #receive(member: Member, text: string): void {
    const read = messageOf(text);
    if (read.success) {
      const { states, severities } = read.data;
      member.wants = { states, severities };
      member.socket.send(JSON.stringify({ type: 'subscribed', data: member.wants }));
    } else {
      const detail = 'Send {"type":"subscribe","states":["firing"],"severities":["HIGH"]}; both lists may be left out.';
      member.socket.send(JSON.stringify({ type: 'error', data: { type: 'urn:tocsin:problem:invalid', detail } }));
    }
  }

  #ping(): void {
    for (const member of this.#members) {
      if (!member.answered) member.socket.terminate();
      member.answered = false;
      member.socket.ping();
    }
  }
}

function messageOf(text: string): z.ZodSafeParseResult<z.infer<typeof MessageSchema>> {
  try {
    return MessageSchema.safeParse(JSON.parse(text));
  } catch {
    return MessageSchema.safeParse(null);
  }
}

/** Browsers cannot set the header, so the token may come as a subprotocol `bearer.TOKEN`; never in the URL, which is logged. */
function authorizationOf({ headers }: IncomingMessage): string | undefined {
  const offered = headers['sec-websocket-protocol']?.split(',').map((name) => name.trim());
  const bearer = offered?.find((name) => name.startsWith(BEARER));
  return headers.authorization ?? (bearer === undefined ? undefined : `Bearer ${bearer.slice(BEARER.length)}`);
}
