import { type DynamicModule, Module } from '@nestjs/common';
import { OutboxRelay } from './outbox-relay.js';
import { RuleManagementController } from './rule-management.controller.js';
import { RuleManager } from './rule-manager.js';

/** The rule-management service: commands in, rules, receivers and audit events out. */
@Module({})
export class RuleManagementModule {
  static with(manager: RuleManager, relay: OutboxRelay): DynamicModule {
    return {
      module: RuleManagementModule,
      controllers: [RuleManagementController],
      providers: [
        { provide: RuleManager, useValue: manager },
        { provide: OutboxRelay, useValue: relay },
      ],
    };
  }
}
