import { Controller, Inject } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import type { Transition } from '@tocsin/domain/engine/transition';
import { done, type Handled, type Handling } from '@tocsin/ports/handling';
import { DeliveryDispatcher } from './delivery-dispatcher.js';
import { Notifier } from './notifier.js';

@Controller()
export class NotificationController {
  constructor(
    @Inject(Notifier) private readonly notifier: Notifier,
    @Inject(DeliveryDispatcher) private readonly dispatcher: DeliveryDispatcher,
  ) {}

  @EventPattern('transitions')
  async notify(@Payload() transitions: readonly Handled<Transition>[]): Promise<Handling> {
    const owed = await this.notifier.owe(transitions.map(({ value }) => value));
    if (owed > 0) void this.dispatcher.wake();
    return done;
  }
}
