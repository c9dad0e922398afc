import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { AlertSeveritySchema } from '@tocsin/domain/rules/alert-rule';
import { AlertStateSchema } from '@tocsin/domain/engine/transition';
import type { Clock, IdSource } from '@tocsin/ports/clock';
import { type WebSocket, WebSocketServer } from 'ws';
import { z } from 'zod';
import type { AuthManager, Principal } from '../auth-manager.js';
import { authorizationsOf } from '../http-server.js';
import { labelsWanted, MatchersSchema } from './wanted-labels.js';
import type { EndReason, Listener, LiveFeed, Subscription } from './live-feed.js';
import { endWithProblem, type ProblemError, problemOf } from '../problem.js';

const PING_PERIOD_MS = 30_000;
/** What may wait for a slow reader before it is let go; it can read what it missed by REST. */
const BUFFERED_BYTES_MAX = 1_000_000;
const MESSAGE_BYTES_MAX = 16_384;
const PROTOCOL = 'tocsin';
/** As HTTP's 401, in the range of codes that is anybody's own. */
const UNAUTHORIZED = 4401;
const BEARER = 'bearer.';
const GAP = 'Some of what you missed is not kept any more; /api/alerts tells how things stand.';

const MessageSchema = z.strictObject({
  type: z.literal('subscribe'),
  states: z.array(AlertStateSchema).optional(),
  severities: z.array(AlertSeveritySchema).optional(),
  /** Of the alert's labels, as Alertmanager writes them; all must hold. */
  matchers: MatchersSchema.optional(),
  /** The id of the last event that was heard: what came since is told first. */
  after: z.string().max(500).optional(),
});

interface Member {
  socket: WebSocket;
  principal: Principal;
  subscription: Subscription;
  answered: boolean;
}

/** How a socket is closed, by the reason for which nothing more is told. */
const closings: Readonly<Record<EndReason, readonly [code: number, reason: string]>> = {
  slow: [1013, 'too slow'],
  revoked: [UNAUTHORIZED, 'the token was revoked'],
  expired: [UNAUTHORIZED, 'the token has expired'],
  stopped: [1001, 'the platform stops'],
  failed: [1011, 'what was missed could not be read; connect anew'],
};

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
    private readonly feed: LiveFeed,
    private readonly auth: AuthManager,
    private readonly clock: Clock,
    private readonly ids: IdSource,
  ) {
    this.#stopPings = clock.every(PING_PERIOD_MS, () => this.#ping());
  }

  close(): void {
    this.#stopPings();
    this.#server.close();
  }

  async upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    try {
      const principal = await this.auth.admit(offeredTokens(request), 'rules:read');
      this.#server.handleUpgrade(request, socket, head, (opened) => this.#welcome(opened, principal));
    } catch (error) {
      this.#refuse(socket, problemOf(error));
    }
  }

  /** The answer to a request that does not become a WebSocket: a problem, as everywhere. */
  #refuse(socket: Duplex, problem: ProblemError): void {
    endWithProblem(socket, problem, '/ws', this.ids.next().replaceAll('-', ''));
  }

  #welcome(socket: WebSocket, principal: Principal): void {
    const listener = listenerOf(socket, principal);
    const member: Member = { socket, principal, subscription: this.feed.join(listener, {}, null), answered: true };
    this.#members.add(member);
    const leave = (): void => {
      member.subscription.leave();
      this.#members.delete(member);
    };
    socket.on('pong', () => (member.answered = true));
    socket.on('close', leave);
    socket.on('error', leave);
    socket.on('message', (data) => this.#receive(member, listener, String(data)));
    const { lastEventId: last_event_id } = this.feed;
    socket.send(JSON.stringify({ type: 'hello', data: { tenant_id: principal.tenant, last_event_id } }));
  }

  #receive(member: Member, listener: Listener, text: string): void {
    const read = messageOf(text);
    if (!read.success || (read.data.after !== undefined && !this.feed.knows(read.data.after))) {
      const detail =
        'Send {"type":"subscribe","states":["firing"],"severities":["HIGH"],"matchers":["team=\\"shop\\""],"after":"ID"}; all but the type may be left out.';
      member.socket.send(JSON.stringify({ type: 'error', data: { type: 'urn:tocsin:problem:invalid', detail } }));
      return;
    }
    const { states, severities, matchers, after } = read.data;
    const wants = { states, severities, ...labelsWanted(matchers) };
    member.socket.send(JSON.stringify({ type: 'subscribed', data: { states, severities, matchers, after } }));
    if (after === undefined) return member.subscription.change(wants);
    member.subscription.leave();
    member.subscription = this.feed.join(listener, wants, after);
  }

  #ping(): void {
    const now = this.clock.now();
    this.feed.endWhere(({ expiresAt }) => (expiresAt ?? Infinity) <= now, 'expired');
    for (const member of this.#members) {
      if (!member.answered) member.socket.terminate();
      member.answered = false;
      member.socket.ping();
    }
  }
}

function listenerOf(socket: WebSocket, principal: Principal): Listener {
  return {
    principal,
    hear: ({ id, transition }) => {
      if (socket.bufferedAmount > BUFFERED_BYTES_MAX) return false;
      socket.send(JSON.stringify({ type: 'transition', id, data: transition }));
      return true;
    },
    gap: () => socket.send(JSON.stringify({ type: 'gap', data: { detail: GAP } })),
    end: (reason) => socket.close(...closings[reason]),
  };
}

function messageOf(text: string): z.ZodSafeParseResult<z.infer<typeof MessageSchema>> {
  try {
    return MessageSchema.safeParse(JSON.parse(text));
  } catch {
    return MessageSchema.safeParse(null);
  }
}

/** Browsers cannot set the header, so the token may come as a subprotocol `bearer.TOKEN`; never in the URL, which is logged. */
function offeredTokens(request: IncomingMessage): string[] {
  const offered = request.headers['sec-websocket-protocol']?.split(',').map((name) => name.trim()) ?? [];
  const bearers = offered
    .filter((name) => name.startsWith(BEARER))
    .map((name) => `Bearer ${name.slice(BEARER.length)}`);
  return [...authorizationsOf(request), ...bearers];
}
