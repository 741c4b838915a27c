import type { z } from 'zod';
import { nothing } from './requests.js';

/** A route: how it is called, what is sent and what is answered. */
export interface Route {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Below `PREFIX`; `:name` is a parameter. */
  path: string;
  summary: string;
  params: z.ZodType;
  query: z.ZodType;
  body: z.ZodType;
  status: 200 | 201 | 204;
  out: z.ZodType | 'bytes' | 'nothing';
}

/** One row of the table of routes; what is not sent is nothing. */
export const route = <
  const Out extends Route['out'],
  Params extends z.ZodType = typeof nothing,
  Query extends z.ZodType = typeof nothing,
  Body extends z.ZodType = typeof nothing,
>(
  method: Route['method'],
  path: string,
  summary: string,
  status: Route['status'],
  out: Out,
  sent: { params?: Params; query?: Query; body?: Body } = {},
) => ({
  method,
  path,
  summary,
  status,
  out,
  params: (sent.params ?? nothing) as Params,
  query: (sent.query ?? nothing) as Query,
  body: (sent.body ?? nothing) as Body,
});
