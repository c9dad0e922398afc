import { Controller, Inject } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import type { Command } from '@tocsin/contracts/topics/commands';
import { done, type Handled, type Handling } from '@tocsin/ports/handling';
import { OutboxRelay } from './outbox-relay.js';
import { RuleManager } from './rule-manager.js';

@Controller()
export class RuleManagementController {
  constructor(
    @Inject(RuleManager) private readonly manager: RuleManager,
    @Inject(OutboxRelay) private readonly relay: OutboxRelay,
  ) {}

  /** A change stands in the log before its reply: whoever has the reply and then sends a sample meets the new rule. */
  @EventPattern('commands')
  async carryOut(@Payload() commands: readonly Handled<Command>[]): Promise<Handling> {
    const replies = [];
    for (const { value } of commands) replies.push(await this.manager.decide(value));
    await this.relay.wake();
    for (const reply of replies) await this.manager.reply(reply);
    return done;
  }
}
