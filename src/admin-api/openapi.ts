import { z } from 'zod';
import { ErrorOut, PREFIX, type Route } from './contract.js';

const TARGET = 'openapi-3.0';

type Json = Record<string, unknown>;

const sent = (schema: z.ZodType): Json =>
  z.toJSONSchema(schema, { target: TARGET, io: 'input', unrepresentable: 'any' });
const answered = (schema: z.ZodType): Json => z.toJSONSchema(schema, { target: TARGET, io: 'output' });
const json = (schema: Json): Json => ({ 'application/json': { schema } });

const propertiesOf = (schema: Json): [string, Json][] =>
  Object.entries((schema.properties ?? {}) as Record<string, Json>);

const parametersOf = ({ params, query }: Route): Json[] => {
  const asked = sent(query);
  const required = new Set((asked.required ?? []) as string[]);
  return [
    ...propertiesOf(sent(params)).map(([name, schema]) => ({ name, in: 'path', required: true, schema })),
    ...propertiesOf(asked).map(([name, schema]) => ({ name, in: 'query', required: required.has(name), schema })),
  ];
};

const contentOf = ({ out }: Route): Json => {
  if (out === 'nothing') return {};
  if (out === 'bytes')
    return { content: { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } } };
  return { content: json(answered(out)) };
};

const describe = (id: string, route: Route): Json => {
  const body = sent(route.body);
  const parameters = parametersOf(route);
  return {
    operationId: id,
    summary: route.summary,
    ...(id === 'signIn' || id === 'openapi' ? { security: [] } : {}),
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(propertiesOf(body).length > 0
      ? { requestBody: { required: ((body.required ?? []) as string[]).length > 0, content: json(body) } }
      : {}),
    responses: {
      [route.status]: { description: 'Done', ...contentOf(route) },
      default: { description: 'Refused', content: json({ $ref: '#/components/schemas/Error' }) },
    },
  };
};

/** `/notices/:id` as OpenAPI writes it, with the prefix. */
export const openApiPath = ({ path }: Pick<Route, 'path'>): string => PREFIX + path.replace(/:(\w+)/g, '{$1}');

/** The OpenAPI 3.0 document of a route table. */
export const describeApi = (routes: Readonly<Record<string, Route>>): { openapi: string } & Json => {
  const paths: Record<string, Json> = {};
  for (const [id, route] of Object.entries(routes))
    paths[openApiPath(route)] = { ...paths[openApiPath(route)], [route.method.toLowerCase()]: describe(id, route) };
  return {
    openapi: '3.0.3',
    info: {
      title: 'Water service admin API',
      version: '1',
      description: 'Write calls take an Idempotency-Key header: the same key again does nothing twice.',
    },
    security: [{ bearer: [] }],
    paths,
    components: {
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } },
      schemas: { Error: answered(ErrorOut) },
    },
  };
};
