import { z } from 'zod';

const instant = z.iso.datetime({ offset: true });
const tally = z.record(z.string(), z.number());

/**
 * The state of the service. `messages.counted`, `platformCalls`, `speech.counted` and `jobFailures` count since `startedAt` in the web process that
 * answered; all else is of the whole installation. A section that could not be had in time is left out, and its part is not ok.
 */
export const StatusOut = z.object({
  status: z.enum(['ok', 'degraded']),
  version: z.string(),
  mode: z.enum(['demo', 'production']),
  roles: z.array(z.string()),
  pid: z.number(),
  /** Business time. */
  now: instant,
  startedAt: instant,
  parts: z.array(z.object({ name: z.string(), ok: z.boolean(), detail: z.string() })),
  messages: z
    .object({
      /** Of the last 24 hours of real time, counted up to 100,000. */
      last24Hours: z.number(),
      /** Being worked on in the process that answered. */
      inWork: z.number(),
      /** Not finished, by state: `working`, `passive`, `sending`, `noting`. */
      unfinished: tally,
      /** By outcome, as in `/metrics`. */
      counted: tally,
    })
    .optional(),
  /** Calls of WeChat by class of answer. */
  platformCalls: tally.optional(),
  tickets: z
    .object({
      open: z.number(),
      taken: z.number(),
      overdue: z.number(),
      /** The open ticket whose promise ends first. */
      next: z.object({ number: z.string(), openedAt: instant, dueAt: instant }).optional(),
    })
    .optional(),
  /** Residents who wait for a person, and who are spoken to; `longest`: since when the first has waited. */
  desk: z.object({ waiting: z.number(), held: z.number(), longest: instant.optional() }).optional(),
  /** The last push; null when there was none. */
  push: z.object({ campaign: z.string(), month: z.string(), state: z.string(), counts: tally }).nullable().optional(),
  speech: z.array(z.object({ name: z.string(), resting: z.boolean(), counted: tally })).optional(),
  jobs: z
    .array(
      z.object({
        job: z.string(),
        /** Up to when it has run. */
        reached: instant.optional(),
        /** Since when a run is due that was not made. */
        dueSince: instant.optional(),
        running: z.boolean(),
        /** Failed runs in the process that answered. */
        failures: z.number(),
      }),
    )
    .optional(),
});
export type StatusReport = z.infer<typeof StatusOut>;

/** The checks of the service. */
export const DoctorOut = z.object({
  ok: z.boolean(),
  checks: z.array(
    z.object({
      /** `configuration`, `database`, `disk`, `keys`, `platform`, `templates`, `clock`, `speech`, `sms`, `jobs` */
      name: z.string(),
      result: z.enum(['ok', 'warning', 'failed']),
      /** What was found, for programs: `jobs_late`, `platform_refused`, … */
      code: z.string(),
      /** The same in English. */
      detail: z.string(),
      data: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
      /** What to do about it, in English. */
      remedy: z.string().optional(),
    }),
  ),
});
export type DoctorReport = z.infer<typeof DoctorOut>;
