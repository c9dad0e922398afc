import type { WatchdogReport } from './watchdog.js';

/** How the log of the process tells of what the watchdog reports. */
export function toldOfWatch(event: WatchdogReport): { level: 'info' | 'warn' | 'error'; text: string } {
  switch (event.kind) {
    case 'watching':
      return { level: 'info', text: 'watchdog: this process keeps watch over the platform' };
    case 'relieved':
      return { level: 'info', text: 'watchdog: this process keeps watch no longer' };
    case 'slept':
      return { level: 'warn', text: 'watchdog: this process was asleep or held up; the watch begins anew' };
    case 'late':
      return {
        level: 'error',
        text: `watchdog: the canary of ${new Date(event.sentAt).toISOString()} has not come back as a notification; no heartbeat is sent until one does`,
      };
    case 'back':
      return { level: 'info', text: `watchdog: canaries come again, in ${Math.round(event.latencyMs)} ms` };
    case 'failing':
      return { level: 'error', text: `watchdog: ${event.where} does not take heartbeats: ${event.reason}` };
    case 'taken':
      return { level: 'info', text: `watchdog: ${event.where} takes heartbeats again` };
    case 'held_back':
      return { level: 'error', text: `watchdog: canaries come, and yet no heartbeat is sent: ${event.reason}` };
    case 'goes_on':
      return { level: 'info', text: 'watchdog: heartbeats are sent again' };
    case 'blind':
      return { level: 'error', text: 'watchdog: it cannot be seen how the platform fares' };
    case 'sees_again':
      return { level: 'info', text: 'watchdog: how the platform fares can be seen again' };
  }
}
