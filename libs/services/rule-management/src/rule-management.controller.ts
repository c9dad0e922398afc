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

  @EventPattern('commands')
  async carryOut(@Payload() commands: readonly Handled<Command>[]): Promise<Handling> {
    for (const { value } of commands) {
      await this.manager.carryOut(value);
      void this.relay.wake();
    }
    return done;
  }
}
