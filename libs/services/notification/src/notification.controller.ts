import { Controller, Inject } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import type { PostedAlert } from '@tocsin/domain/alerting/external-alert';
import type { ReceiverTest } from '@tocsin/contracts/topics/receiver-tests';
import type { Transition } from '@tocsin/domain/engine/transition';
import { done, type Handled, type Handling } from '@tocsin/ports/handling';
import { AlertmanagerSender } from './alertmanager-sender.js';
import { ExternalAlerts } from './external-alerts.js';
import { GroupWorker } from './group-worker.js';
import { Notifier } from './notifier.js';
import { ReceiverTester } from './receiver-tester.js';

@Controller()
export class NotificationController {
  constructor(
    @Inject(Notifier) private readonly notifier: Notifier,
    @Inject(GroupWorker) private readonly worker: GroupWorker,
    @Inject(AlertmanagerSender) private readonly sender: AlertmanagerSender,
    @Inject(ExternalAlerts) private readonly external: ExternalAlerts,
    @Inject(ReceiverTester) private readonly tester: ReceiverTester,
  ) {}

  @EventPattern('transitions')
  async notify(@Payload() transitions: readonly Handled<Transition>[]): Promise<Handling> {
    const causes = new Map(transitions.flatMap(({ value, cause }) => (cause === undefined ? [] : [[value, cause]])));
    const changed = await this.notifier.take(
      transitions.map(({ value }) => value),
      causes,
    );
    if (changed > 0) {
      void this.worker.wake();
      void this.sender.wake();
    }
    return done;
  }

  @EventPattern('posted-alerts')
  async takePosted(@Payload() posted: readonly Handled<PostedAlert>[]): Promise<Handling> {
    await this.external.take(posted);
    return done;
  }

  @EventPattern('receiver-tests')
  async test(@Payload() tests: readonly Handled<ReceiverTest>[]): Promise<Handling> {
    this.tester.begin(tests.map(({ value }) => value));
    return done;
  }
}
