import { z } from 'zod';
import * as answer from './answers.js';
import { customerRoutes } from './contract-customers.js';
import { deskRoutes } from './contract-desk.js';
import { nluRoutes } from './contract-nlu.js';
import { questionRoutes } from './contract-questions.js';
import { voiceRoutes } from './contract-voices.js';
import {
  AccountIn,
  byId,
  byName,
  byNumber,
  byUser,
  key,
  limit,
  month,
  NewNoticeIn,
  NoticeChangeIn,
  OutletImportIn,
  OutletIn,
  PublishIn,
  staffName,
  TextIn,
  TicketFilter,
  yes,
} from './requests.js';
import { type Route, route } from './route.js';

export * from './answers.js';
export * from './answers-desk.js';
export { ExplanationOut, ReviewReason, ReviewState } from './contract-nlu.js';
export type { Route } from './route.js';

/** Everything of the admin API stands below this path. */
export const PREFIX = '/admin/api';
/** Bytes that a request's body may have. */
export const BODY_LIMIT = 256 * 1024;

/** The one table that the router, the OpenAPI document and the CLI's client are made from. */
export const routes = {
  openapi: route('GET', '/openapi.json', 'This document', 200, z.looseObject({ openapi: z.string() })),

  signIn: route('POST', '/sessions', 'Sign in', 201, answer.SessionOut, {
    body: z.strictObject({ user: z.string().trim().min(1).max(64), password: z.string().min(1).max(256) }),
  }),
  signOut: route('DELETE', '/sessions/current', 'Sign out', 204, 'nothing'),
  me: route('GET', '/sessions/current', 'Who is signed in', 200, answer.StaffOut),
  sessionList: route(
    'GET',
    '/sessions',
    "Open sessions, the last used first; one's own, or anybody's to who manages accounts",
    200,
    z.object({ items: z.array(answer.OpenSessionOut) }),
    { query: z.strictObject({ user: staffName.exactOptional() }) },
  ),
  sessionRevoke: route('DELETE', '/sessions/:id', 'End a session', 204, 'nothing', {
    params: z.strictObject({ id: z.string().regex(/^[0-9a-f]{16}$/) }),
  }),
  passwordChange: route('PUT', '/password', 'Change the own password; ends all other sessions', 200, answer.StaffOut, {
    body: z.strictObject({ password: z.string().min(1).max(256), newPassword: z.string().min(8).max(128) }),
  }),
  accountList: route('GET', '/accounts', 'Staff accounts', 200, z.object({ items: z.array(answer.AccountOut) })),
  putAccount: route(
    'PUT',
    '/accounts/:user',
    'Add a staff account, or replace its password, role and district',
    200,
    answer.AccountOut,
    { params: byUser, body: AccountIn },
  ),
  accountDisable: route('POST', '/accounts/:user/disable', 'Shut an account out', 200, answer.AccountOut, {
    params: byUser,
  }),
  accountEnable: route('POST', '/accounts/:user/enable', 'Let an account in again', 200, answer.AccountOut, {
    params: byUser,
  }),

  noticeList: route('GET', '/notices', 'Notices, newest first', 200, answer.page(answer.NoticeOut), {
    query: z.strictObject({
      kind: answer.NoticeKind.exactOptional(),
      state: answer.NoticeState.exactOptional(),
      after: z.string().min(1).max(128).exactOptional(),
      limit,
    }),
  }),
  noticeShow: route('GET', '/notices/:id', 'One notice', 200, answer.NoticeDetailOut, { params: byId }),
  noticeVersions: route(
    'GET',
    '/notices/:id/versions',
    'Who did what to a notice, oldest first',
    200,
    z.object({ items: z.array(answer.NoticeVersionOut) }),
    { params: byId },
  ),
  noticeCreate: route('POST', '/notices', 'Draft a notice', 201, answer.NoticeOut, { body: NewNoticeIn }),
  noticeEdit: route('PATCH', '/notices/:id', 'Change a notice', 200, answer.NoticeDetailOut, {
    params: byId,
    body: NoticeChangeIn,
  }),
  noticePublish: route('POST', '/notices/:id/publish', 'Publish a notice, now or later', 200, answer.NoticeOut, {
    params: byId,
    body: PublishIn,
  }),
  noticeWithdraw: route('POST', '/notices/:id/withdraw', 'Withdraw a notice', 200, answer.NoticeDetailOut, {
    params: byId,
  }),
  noticeDelete: route('DELETE', '/notices/:id', 'Delete a draft', 204, 'nothing', { params: byId }),
  noticeReport: route('POST', '/notices/:id/reports', 'Add what the repair crew reports', 201, answer.NoticeOut, {
    params: byId,
    body: TextIn,
  }),

  ...customerRoutes,
  ...deskRoutes,
  ...questionRoutes,
  outletList: route('GET', '/outlets', 'Outlets, in their order', 200, z.object({ items: z.array(answer.OutletOut) })),
  outletShow: route('GET', '/outlets/:name', 'One outlet', 200, answer.OutletOut, { params: byName }),
  outletPut: route('PUT', '/outlets/:name', 'Add an outlet, or replace it', 200, answer.OutletOut, {
    params: byName,
    body: OutletIn,
  }),
  outletRemove: route('DELETE', '/outlets/:name', 'Remove an outlet', 204, 'nothing', { params: byName }),
  outletImport: route(
    'POST',
    '/outlets/import',
    'Replace all outlets by these; a dry run says what would change',
    200,
    answer.OutletImportOut,
    { body: OutletImportIn },
  ),

  ticketList: route(
    'GET',
    '/tickets',
    'Tickets: late, urged or opened again first, what is over last, the oldest promise first',
    200,
    answer.page(answer.TicketRowOut),
    { query: TicketFilter },
  ),
  ticketShow: route(
    'GET',
    '/tickets/:number',
    'One ticket; `full` shows the contact unmasked and is recorded',
    200,
    answer.TicketOut,
    {
      params: byNumber,
      query: z.strictObject({ full: yes }),
    },
  ),
  ticketTake: route('POST', '/tickets/:number/take', 'Take a ticket', 200, answer.TicketOut, { params: byNumber }),
  ticketRelease: route('POST', '/tickets/:number/release', 'Give a ticket back', 200, answer.TicketOut, {
    params: byNumber,
  }),
  ticketTransfer: route('POST', '/tickets/:number/transfer', 'Hand a ticket to a colleague', 200, answer.TicketOut, {
    params: byNumber,
    body: z.strictObject({ clerk: staffName }),
  }),
  ticketReply: route('POST', '/tickets/:number/replies', 'Answer the resident', 201, answer.RepliedOut, {
    params: byNumber,
    body: TextIn,
  }),
  ticketNote: route('POST', '/tickets/:number/notes', 'Note for staff only', 201, answer.TicketOut, {
    params: byNumber,
    body: TextIn,
  }),
  ticketResolve: route(
    'POST',
    '/tickets/:number/resolve',
    'Mark as solved, with words to the resident or without',
    200,
    answer.TicketOut,
    {
      params: byNumber,
      body: z.strictObject({ text: TextIn.shape.text.exactOptional() }),
    },
  ),
  ticketUnfreeze: route(
    'POST',
    '/tickets/:number/unfreeze',
    'Lift the freeze of the resident who wrote, after too many wrong tries',
    200,
    z.object({ lifted: z.boolean() }),
    { params: byNumber },
  ),
  ticketClose: route(
    'POST',
    '/tickets/:number/close',
    'Close; who complained is asked once whether it is solved, unless `quiet`',
    200,
    answer.TicketOut,
    { params: byNumber, body: z.strictObject({ quiet: z.boolean().default(false) }) },
  ),
  ticketMedia: route('GET', '/tickets/:number/media/:id', 'A photo or voice of a ticket', 200, 'bytes', {
    params: byNumber.extend({ id: key }),
  }),

  ...voiceRoutes,

  billsPush: route(
    'POST',
    '/campaigns/bills',
    "Push a month's bills; answers when it is done",
    200,
    answer.CampaignRunOut,
    {
      body: z.strictObject({ month, dryRun: z.boolean().default(false) }),
    },
  ),
  billsApprove: route(
    'POST',
    '/campaigns/bills/approvals',
    'Agree to a push that somebody else asked for, and start it; answers when it is done',
    200,
    answer.CampaignRunOut,
    { body: z.strictObject({ month }) },
  ),
  campaignList: route(
    'GET',
    '/campaigns',
    'Campaigns, newest first',
    200,
    z.object({ items: z.array(answer.CampaignOut) }),
    {
      query: z.strictObject({ limit }),
    },
  ),
  campaignReport: route(
    'GET',
    '/campaigns/:key/report',
    'Who was reached; with `state`, the recipients in it',
    200,
    answer.CampaignReportOut,
    {
      params: z.strictObject({ key }),
      query: z.strictObject({
        state: answer.RecipientState.exactOptional(),
        after: z.string().min(1).max(128).exactOptional(),
        limit,
      }),
    },
  ),
  campaignShow: route('GET', '/campaigns/:key', 'How far a campaign is', 200, answer.CampaignOut, {
    params: z.strictObject({ key }),
  }),

  ...nluRoutes,

  status: route('GET', '/status', 'State of the service', 200, answer.StatusOut),
  doctor: route('GET', '/doctor', 'Checks configuration, platform, template ids and clock', 200, answer.DoctorOut),
  activityList: route('GET', '/activity', 'The audit trail, newest first', 200, answer.page(answer.ActOut), {
    query: z.strictObject({ after: z.coerce.number().int().min(1).exactOptional(), limit }),
  }),
  activityVerify: route(
    'GET',
    '/activity/verification',
    'Walks the hash chain of the audit trail',
    200,
    z.object({ whole: z.boolean(), count: z.number().optional(), brokenAt: z.number().optional() }),
  ),
} as const satisfies Record<string, Route>;

/** What a route answers with, as its handler and its caller see it. */
export type OutOf<R extends Route> = R['out'] extends z.ZodType
  ? z.output<R['out']>
  : R['out'] extends 'bytes'
    ? { bytes: Uint8Array; type: string }
    : undefined;

type Part<Name extends string, Sent> =
  Record<never, never> extends Sent ? { [N in Name]?: Sent } : { [N in Name]: Sent };

/** What a caller hands over: a part that may be empty may be left out. */
export type CallOf<R extends Route> = Part<'params', z.input<R['params']>> &
  Part<'query', z.input<R['query']>> &
  Part<'body', z.input<R['body']>>;
