import { type DynamicModule, Module } from '@nestjs/common';
import { Counter, type Registry } from 'prom-client';
import { DeliveryDispatcher, type DeliveryDispatcherOptions } from './delivery-dispatcher.js';
import { NotificationController } from './notification.controller.js';
import { Notifier } from './notifier.js';

export type NotificationOptions = Omit<DeliveryDispatcherOptions, 'counter'> & { registry: Registry };

/** The notification service: transitions in, signed webhooks out. */
@Module({})
export class NotificationModule {
  static with(options: NotificationOptions): DynamicModule {
    const counter = new Counter({
      name: 'tocsin_notifications_total',
      help: 'Attempts to deliver a notification, by what became of them.',
      labelNames: ['outcome'],
      registers: [options.registry],
    });
    return {
      module: NotificationModule,
      controllers: [NotificationController],
      providers: [
        { provide: Notifier, useValue: new Notifier(options.store, options.receivers, options.clock) },
        { provide: DeliveryDispatcher, useFactory: () => new DeliveryDispatcher({ ...options, counter }) },
      ],
    };
  }
}
