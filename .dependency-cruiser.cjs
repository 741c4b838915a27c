/** The import table of ARCHITECTURE.md as rules; each comment says why. */
const ours = '^(src|intents|templates|jobs|demo|admin-cli|bench)/';
const only = (name, from, allowed, comment) => ({
  name,
  comment,
  severity: 'error',
  from,
  to: { path: ours, pathNot: allowed },
});
const library = (name, pattern, allowedFrom, comment) => ({
  name,
  comment,
  severity: 'error',
  from: { path: ours, pathNot: allowedFrom },
  to: { path: `node_modules/(${pattern})(/|$)` },
});

const modules = ['activity', 'billing', 'customers', 'knowledge', 'notices', 'outlets', 'outreach', 'staff', 'tickets'];

module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      severity: 'error',
      comment: 'a cycle has no order to be read in',
      from: { path: ours },
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    only('kernel-is-the-floor', { path: '^src/kernel/' }, '^src/kernel/', 'the kernel knows nothing of ours'),
    only(
      'database-keeps-anything',
      { path: '^src/database/' },
      '^src/(kernel|database)/',
      'it does not know what it keeps',
    ),
    ...modules.map((module) =>
      only(
        `domain-${module}`,
        { path: `^src/domain/${module}/` },
        `^src/(kernel|database|domain/${module})/`,
        'rules outlive channels; modules meet in wiring only',
      ),
    ),
    {
      name: 'domain-door',
      severity: 'error',
      comment: 'a module has one door: index.ts, and door.ts for its types',
      from: { path: ours, pathNot: '^src/domain/' },
      to: { path: '^src/domain/[^/]+/', pathNot: '/(index|door)\\.ts$' },
    },
    only(
      'conversation-is-neutral',
      { path: '^src/conversation/' },
      '^src/(kernel|conversation)/|^src/database/',
      'domain, wechat, templates and intents are injected',
    ),
    {
      name: 'conversation-stores',
      severity: 'error',
      comment: 'only its store knows a database',
      from: { path: '^src/conversation/', pathNot: 'store\\.ts$' },
      to: { path: '^src/database/' },
    },
    only(
      'speech-alone',
      { path: '^src/speech/' },
      '^src/(kernel|speech)/|^src/conversation/turn\\.ts$',
      'kernel and its one library',
    ),
    only(
      'second-opinion-is-asked',
      { path: '^src/second-opinion/' },
      '^src/(kernel|second-opinion)/|^src/conversation/second-opinion\\.ts$|^src/database/',
      'it knows the question and the closed list of answers, never the talk',
    ),
    {
      name: 'second-opinion-store',
      severity: 'error',
      comment: 'only its store knows a database',
      from: { path: '^src/second-opinion/', pathNot: 'store\\.ts$' },
      to: { path: '^src/database/', pathNot: 'connect\\.ts$' },
    },
    only('pictures-alone', { path: '^src/pictures/' }, '^src/(kernel|pictures)/', 'kernel and its one renderer'),
    only('sms-alone', { path: '^src/sms/' }, '^src/(kernel|sms)/', 'kernel and its one gateway'),
    only('scheduler-alone', { path: '^src/scheduler/' }, '^src/(kernel|scheduler|database)/', 'kernel and agenda'),
    only(
      'wechat-translates',
      { path: '^src/wechat/' },
      '^src/(kernel|wechat)/|^src/conversation/(turn|reply)\\.ts$|^src/database/',
      'answer(turn) is injected',
    ),
    {
      name: 'wechat-stores',
      severity: 'error',
      comment: 'only its stores know a database',
      from: { path: '^src/wechat/', pathNot: 'store\\.ts$' },
      to: { path: '^src/database/', pathNot: 'connect\\.ts$' },
    },
    only(
      'admin-api-edge',
      { path: '^src/admin-api/' },
      '^src/(kernel|admin-api|services\\.ts)|^src/domain/[^/]+/(index|door)\\.ts$',
      'never a store, mongoose or wechat',
    ),
    only(
      'sandbox-is-another-party',
      { path: '^src/sandbox/' },
      '^src/(kernel|sandbox)/',
      'written from the platform documents, it checks our adapter; a shared signer would hide a shared mistake',
    ),
    only(
      'templates-are-words',
      { path: '^templates/' },
      '^templates/|^src/kernel/|^src/conversation/(reply|repair)\\.ts$|^src/domain/[^/]+/door\\.ts$',
      'words cannot query',
    ),
    only(
      'demo-through-doors',
      { path: '^demo/' },
      '^demo/|^src/kernel/|^src/services\\.ts$|^src/domain/[^/]+/(index|door)\\.ts$',
      'it seeds through the same doors as an import',
    ),
    only(
      'intents-ask-services',
      { path: '^intents/' },
      '^intents/|^templates/|^src/kernel/|^src/conversation/|^src/services\\.ts$|^src/domain/[^/]+/door\\.ts$',
      'handlers know no channel and no store',
    ),
    only(
      'jobs-ask-services',
      { path: '^jobs/' },
      '^jobs/|^templates/|^src/kernel/|^src/scheduler/|^src/services\\.ts$|^src/domain/[^/]+/door\\.ts$',
      'jobs know no channel and no store',
    ),
    only(
      'cli-is-remote',
      { path: '^admin-cli/' },
      '^admin-cli/|^src/admin-api/contract\\.ts$',
      'it works from another machine',
    ),
    only(
      'bench-is-outside',
      { path: '^bench/', pathNot: '^bench/nlu/' },
      '^bench/',
      'it judges the built product through its public doors; what it shared it could not judge',
    ),
    only(
      'bench-nlu-calls-understanding',
      { path: '^bench/nlu/' },
      '^bench/(nlu/|frame)|^src/(conversation/nlu/|nlu-files)|^intents/examples\\.ts$',
      'a figure of microseconds is lost in a process and a pipe; understanding is pure, so its function is its door',
    ),
    {
      name: 'nobody-imports-bench',
      severity: 'error',
      comment: 'trials and measurements are no part of the product',
      from: { path: ours, pathNot: '^bench/' },
      to: { path: '^bench/' },
    },
    {
      name: 'nobody-imports-the-root',
      severity: 'error',
      comment: 'the composition root is read, not used',
      from: { path: ours, pathNot: '^src/(main|start|wiring-edge|demo-reset|nlu-files)\\.ts$' },
      to: { path: '^src/(main|start|wiring|wiring-edge)\\.ts$', pathNot: '^src/start\\.ts$' },
    },
    library(
      'mongoose-in-stores',
      'mongoose',
      '^src/database/|(^|/|-)(store|schema)\\.ts$',
      'one folder and the stores know the database library',
    ),
    library('agenda-in-scheduler', 'agenda|@agendajs', '^src/scheduler/', 'the scheduler is its only importer'),
    library(
      'koa-at-edges',
      'koa|@koa',
      '^src/(wechat|admin-api|site|sandbox)/|^src/(start|demo-door)\\.ts$',
      'rules and words know no web framework',
    ),
    library('wechat-libraries', 'co-wechat|wechat-api|wechat-crypto', '^src/wechat/', 'wrapped, never leaked'),
    library('speech-libraries', 'tencentcloud-sdk-nodejs-asr', '^src/speech/', 'one adapter owns it'),
    library(
      'model-library',
      '@huggingface',
      '^src/(speech|second-opinion)/',
      'an adapter each for voices and for words',
    ),
    library(
      'resilience-library',
      'cockatiel',
      '^src/kernel/breaker\\.ts$|^src/speech/in-order\\.ts$',
      'one breaker for all who ask a service; shares of a time are the recognisers’ own',
    ),
    library('metrics-library', 'prom-client', '^src/kernel/metrics\\.ts$', 'figures are counted through one file'),
    library('renderer-in-pictures', '@resvg|@embedpdf', '^src/pictures/', 'one part draws, with its own fonts'),
    library('yardsticks-in-bench', 'natural', '^bench/', 'what is measured against is no part of the product'),
    library('lmdb-in-embedded', 'lmdb|mingo|bson', '^src/database/embedded/', 'the embedded store owns it'),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      extensions: ['.ts', '.js'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default'],
    },
  },
};
