import type { CustomersDesk } from '../domain/customers/door.js';
import type { Clock } from '../kernel/clock.js';
import type { Services } from '../services.js';
import type { DoctorReport, StatusReport } from './contract.js';
import type { Guards } from './guards.js';
import type { On } from './on.js';

/** The doors that staff reach through this API. */
export type AdminServices = Pick<
  Services,
  | 'activity'
  | 'desk'
  | 'knowledge'
  | 'notices'
  | 'outlets'
  | 'outreach'
  | 'reading'
  | 'review'
  | 'staff'
  | 'tickets'
  | 'voices'
> & {
  customers: CustomersDesk;
};

/** What a group of routes is made with. */
export interface Edge {
  on: On;
  guards: Guards;
  services: AdminServices;
  clock: Clock;
  health(): Promise<StatusReport>;
  doctor(): Promise<DoctorReport>;
}
