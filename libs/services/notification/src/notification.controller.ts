import { Controller, Inject } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import type { Transition } from '@tocsin/domain/engine/transition';
import { done, type Handled, type Handling } from '@tocsin/ports/handling';
import { AlertmanagerSender } from './alertmanager-sender.js';
import { DeliveryDispatcher } from './delivery-dispatcher.js';
import { Notifier } from './notifier.js';

@Controller()
export class NotificationController {
  constructor(
    @Inject(Notifier) private readonly notifier: Notifier,
    @Inject(DeliveryDispatcher) private readonly dispatcher: DeliveryDispatcher,
    @Inject(AlertmanagerSender) private readonly sender: AlertmanagerSender,
  ) {}

  @EventPattern('transitions')
  async notify(@Payload() transitions: readonly Handled<Transition>[]): Promise<Handling> {
    const owed = await this.notifier.owe(transitions.map(({ value }) => value));
    if (owed.deliveries > 0) void this.dispatcher.wake();
    if (owed.alerts > 0) void this.sender.wake();
    return done;
  }
}
