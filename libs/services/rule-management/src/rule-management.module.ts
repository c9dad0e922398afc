import { type DynamicModule, Module } from '@nestjs/common';
import { OutboxRelay, type OutboxRelayOptions } from './outbox-relay.js';
import { RuleManagementController } from './rule-management.controller.js';
import { RuleManager, type RuleManagerOptions } from './rule-manager.js';

/** The rule-management service: commands in, rules, receivers and audit events out. */
@Module({})
export class RuleManagementModule {
  static with(options: RuleManagerOptions & OutboxRelayOptions): DynamicModule {
    return {
      module: RuleManagementModule,
      controllers: [RuleManagementController],
      providers: [
        { provide: RuleManager, useValue: new RuleManager(options) },
        { provide: OutboxRelay, useFactory: () => new OutboxRelay(options) },
      ],
      exports: [OutboxRelay],
    };
  }
}
