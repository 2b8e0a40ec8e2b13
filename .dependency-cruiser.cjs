/**
 * Who may import whom. `test/architecture.test.ts` cruises the tree with these rules, and proves on a
 * small broken tree that each of them can fail.
 *
 * `.cjs` because dependency-cruiser's own command line reads its configuration that way.
 */

const { Visitor } = require('@swc/core/Visitor.js');

// swc parses `using`, but the visitor that dependency-cruiser walks with throws at it (@swc/core 1.16,
// dependency-cruiser 18.7), and one such file ends the whole cruise.
const visitOther = Reflect.get(Visitor.prototype, 'visitStatement');
Visitor.prototype.visitStatement = function visitStatement(statement) {
  if (statement.type !== 'UsingDeclaration') return visitOther.call(this, statement);
  this.visitVariableDeclarators(statement.decls);
  return statement;
};

/**
 * Per folder: `own` is what it may import of ours, `types` what it may import with `import type` alone.
 * Patterns are regular expressions on paths from the root. A folder may always import itself; one
 * without a row here fails the test, so a new folder has to say what it is.
 */
const FOLDERS = {
  domain: { own: [] },
  // Data: what providers and models can do and cost.
  catalogue: { own: [], types: ['domain/models/'] },
  net: { own: [] },
  telemetry: { own: [] },
  simulators: { own: [] },
  web: { own: ['domain/', 'client/'], types: ['api/'] },
  tools: { own: [] },
  deploy: { own: [] },
  temporal: { own: ['domain/'] },
  media: { own: ['domain/'] },
  providers: { own: ['domain/', 'net/', 'media/'] },
  // What has happened, as checked JSON: of what is rented it knows the store alone.
  records: { own: ['domain/', 'providers/stores/store\\.ts$'] },
  config: { own: ['domain/', 'telemetry/log-levels\\.ts$', 'temporal/connection\\.ts$'] },
  // Activity code holds Node built-ins and connections: in the workflow sandbox only its types exist.
  workflows: {
    own: ['domain/', 'temporal/(names|search-attributes)\\.ts$'],
    types: ['activities/'],
  },
  // Telemetry is handed in, so that an activity can be tested without a place to ship to.
  activities: {
    own: [
      'domain/',
      'catalogue/',
      'records/',
      'providers/',
      'media/',
      // To say why a download failed, and what a stranger's link gets: docs/decisions/0008.
      'net/(net|net-error|limits)\\.ts$',
      'temporal/(wake-token|names)\\.ts$',
    ],
  },
  workers: {
    own: [
      'domain/',
      'catalogue/',
      'workflows/',
      'activities/',
      'records/',
      'config/',
      'providers/',
      'net/',
      'telemetry/',
      'media/',
      'temporal/',
    ],
  },
  api: {
    own: [
      'domain/',
      'catalogue/',
      'records/',
      'config/',
      'temporal/',
      'telemetry/',
      'providers/stores/',
      // Generating is not the API's business: lists of models, and what a webhook is worth.
      'providers/generators/model-lists\\.ts$',
      'providers/generators/[a-z0-9-]+/webhook\\.ts$',
      'workflows/run/messages\\.ts$',
    ],
    types: ['workflows/', 'providers/generators/'],
  },
  // Our own API's client: knows its words as types, and none of its code.
  client: { own: ['domain/'], types: ['api/'] },
  // The supervisor starts programs; it never runs their code in its own process.
  stack: { own: ['domain/', 'config/', 'temporal/names\\.ts$'] },
  cli: { own: ['stack/', 'client/', 'domain/', 'config/'], types: ['api/'] },
};

/** May look at everything, and nothing may look at them. */
const OBSERVERS = ['test', 'bench'];

const FOLDER_NAMES = Object.keys(FOLDERS);
const ANY_OF_OURS = `^(${[...FOLDER_NAMES, ...OBSERVERS].join('|')})/`;
const from = (folders) => `^(${folders.join('|')})/`;
const anchored = (patterns) => patterns.map((pattern) => `^${pattern}`);

const folderRules = Object.entries(FOLDERS).flatMap(([folder, { own, types = [] }]) => [
  {
    name: `${folder}-imports`,
    comment: `${folder}/ may import only: ${['itself', ...own, ...types].join(', ')}`,
    severity: 'error',
    from: { path: from([folder]) },
    to: { path: ANY_OF_OURS, pathNot: [`^${folder}/`, ...anchored(own), ...anchored(types)] },
  },
  ...(types.length === 0
    ? []
    : [
        {
          name: `${folder}-imports-types-only`,
          comment: `${folder}/ may use only the types of: ${types.join(', ')}`,
          severity: 'error',
          from: { path: from([folder]) },
          to: {
            path: anchored(types),
            pathNot: [`^${folder}/`, ...anchored(own)],
            dependencyTypesNot: ['type-only'],
          },
        },
      ]),
]);

/** A package that only some of us may import; `from` matches everybody else. */
const onlyIn = (name, packages, places, comment, to = {}) => ({
  name,
  comment,
  severity: 'error',
  from: { path: from(FOLDER_NAMES), pathNot: anchored(places) },
  to: { path: `(^|/)node_modules/(${packages})(/|$)`, ...to },
});

const packageRules = [
  onlyIn(
    'temporal-has-its-places',
    '@temporalio/.+',
    ['workflows/', 'activities/', 'temporal/', 'workers/', 'api/', 'stack/'],
    'domain, providers, media, net and telemetry work without Temporal, and are tested without it',
  ),
  {
    name: 'stack-starts-temporal-only',
    comment: 'it reads where the server is and can fetch one; runs are the business of the API',
    severity: 'error',
    from: { path: '^stack/' },
    to: {
      path: '(^|/)node_modules/@temporalio/',
      pathNot: '(^|/)node_modules/@temporalio/(envconfig|testing)/',
    },
  },
  onlyIn(
    'temporal-client-in-one-room',
    '@temporalio/client',
    ['api/runs/', 'temporal/', 'workers/'],
    'routes ask the runs; one room knows how Temporal answers and fails',
  ),
  onlyIn('temporal-worker-in-workers', '@temporalio/worker', ['workers/', 'temporal/'], ''),
  onlyIn(
    'express-in-api',
    'express',
    ['api/', 'simulators/'],
    'only the API serves; a simulator is a server of its own',
  ),
  onlyIn(
    'fluent-ffmpeg-in-media',
    'fluent-ffmpeg|@types/fluent-ffmpeg',
    ['media/'],
    'archived upstream: kept where it can be replaced (decision 0006)',
  ),
  onlyIn('gcs-in-stores', '@google-cloud/.+', ['providers/stores/'], 'a store port, not a client'),
  onlyIn('logging-in-telemetry', 'pino|prom-client', ['telemetry/'], 'shipped from one place', {
    dependencyTypesNot: ['type-only'],
  }),
  onlyIn(
    'outgoing-http-in-net',
    'undici',
    ['net/'],
    'everything that leaves passes the address checks of net/',
    { dependencyTypesNot: ['type-only'] },
  ),
  onlyIn('canvas-in-simulators', '@napi-rs/canvas', ['simulators/'], 'the product paints nothing'),
  {
    name: 'domain-needs-no-package',
    comment: 'runs in the workflow sandbox and everywhere else',
    severity: 'error',
    from: { path: '^domain/' },
    to: { path: '(^|/)node_modules/' },
  },
  {
    name: 'workflows-need-temporal-only',
    comment: 'what is bundled into the sandbox must be deterministic',
    severity: 'error',
    from: { path: '^workflows/' },
    to: {
      path: '(^|/)node_modules/',
      pathNot: '(^|/)node_modules/@temporalio/(workflow|common)(/|$)',
    },
  },
  {
    name: 'no-builtins-in-the-sandbox',
    comment: 'no clock, no file, no environment; also what a browser has not got',
    severity: 'error',
    from: { path: '^(domain|workflows|client|web)/', pathNot: '^web/vite\\.config\\.ts$' },
    to: { dependencyTypes: ['core'] },
  },
  {
    name: 'bootstrap-needs-nothing',
    comment: 'the set-up step runs before anything is installed: built-ins and its own files',
    severity: 'error',
    from: { path: '^stack/[^.]+\\.mjs$' },
    to: { dependencyTypesNot: ['core'], pathNot: '^stack/[^.]+\\.mjs$' },
  },
  {
    name: 'no-dev-package-in-the-product',
    comment: 'the image is installed with --omit=dev; the stack runs in a checkout, after npm ci',
    severity: 'error',
    // What web/ imports is in the pages that were built of it.
    from: { path: from(FOLDER_NAMES), pathNot: '^(stack|web)/' },
    to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
  },
];

module.exports = {
  forbidden: [
    ...folderRules,
    {
      name: 'no-catalogue-in-workflows',
      comment: 'a price change would break replay: what was decided from it is in the plan',
      severity: 'error',
      from: { path: '^(workflows|domain|temporal)/' },
      to: { path: '^catalogue/' },
    },
    {
      name: 'media-for-local-judges',
      comment: 'bytes are looked at by judges; a generator, a store or a CDN only moves them',
      severity: 'error',
      from: { path: '^providers/(generators|stores|cdns)/' },
      to: { path: '^media/' },
    },
    ...packageRules,
    {
      name: 'no-circle',
      comment: 'a circle is two files that are one',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'resolvable',
      comment: 'an import that leads nowhere, or to a package that package.json does not name',
      severity: 'error',
      from: { pathNot: '^web/' },
      to: { couldNotResolve: true },
    },
  ],
  options: {
    // @swc/core, because dependency-cruiser does not read TypeScript 7 yet.
    parser: 'swc',
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(\\.promptreel|coverage|test/fixtures)/' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      mainFields: ['main', 'module', 'types'],
    },
  },
};

// For the test. Not enumerable, because dependency-cruiser refuses properties that it does not know.
Object.defineProperty(module.exports, 'folders', { value: [...FOLDER_NAMES, ...OBSERVERS] });
