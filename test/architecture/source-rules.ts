import type { Node, ObjectProperty, Program } from 'oxc-parser';
import { parseSync, visitorKeys } from 'oxc-parser';

/** A house rule on the syntax of one file. */
export interface SourceRule {
  /** The rule as a sentence; the test is named by it. */
  name: string;
  appliesTo: (path: string) => boolean;
  /** Every offence in the file, worded for whoever has to mend it. */
  offences: (program: Program) => string[];
}

export function parse(path: string, text: string): Program {
  const { program, errors } = parseSync(path, text, { preserveParens: false });
  if (errors.length > 0) throw new Error(`${path}: ${errors[0]?.message}`);
  return program;
}

export const SOURCE_RULES: SourceRule[] = [
  {
    name: 'only the table of settings reads the environment',
    // The set-up step runs before there is anything to configure; tests stage environments.
    appliesTo: (path) =>
      !/^(config\/settings\.ts$|test\/|stack\/bootstrap\.mjs$|stack\/early\/)/.test(path),
    offences: (program) => nodes(program).filter(readsEnvironment).map(place('process.env')),
  },
  {
    name: 'nothing is exported by default',
    // Vite and Vitest read their configuration from a default export and from nothing else.
    appliesTo: (path) => !/(^|\/)vi(te|test)\.config\.ts$/.test(path),
    offences: (program) => nodes(program).filter(exportsDefault).map(place('default export')),
  },
  {
    name: 'no value is of type any',
    appliesTo: () => true,
    offences: (program) =>
      nodes(program)
        .filter((node) => node.type === 'TSAnyKeyword')
        .map(place('any')),
  },
  {
    name: 'types are imported at the top of a file',
    // The import rules are checked on statements: `import('…').Name` would pass them unseen.
    appliesTo: () => true,
    offences: (program) =>
      nodes(program)
        .filter((node) => node.type === 'TSImportType')
        .map(place('import type')),
  },
  {
    name: 'a relative import names its file with its extension',
    appliesTo: () => true,
    offences: (program) =>
      nodes(program)
        .flatMap((node) => ('source' in node && node.source !== null ? [node.source as Node] : []))
        .filter((source) => source.type === 'Literal' && lacksExtension(source.value))
        .map(place('import without extension')),
  },
  {
    name: 'modules of the workflow sandbox hold no state',
    // Runs share the module in one isolate: what one leaves behind, another reads on replay.
    appliesTo: (path) => /^(workflows|domain)\//.test(path),
    offences: (program) =>
      program.body
        .map((node) => (node.type === 'ExportNamedDeclaration' ? node.declaration : node))
        .filter((node) => node?.type === 'VariableDeclaration')
        .filter(({ kind }) => kind !== 'const')
        .map(place('module-level variable')),
  },
  {
    name: 'stages hand on what they know and never read the snapshot',
    // A projection for the query, the record and the end: a stage that reads it depends on whoever wrote.
    appliesTo: (path) => path.startsWith('workflows/stages/'),
    offences: (program) => nodes(program).filter(readsSnapshot).map(place('snapshot')),
  },
  {
    name: 'a validator of an update is synchronous',
    // An async validator's rejection is none: it fails the workflow task, or lets the update through.
    appliesTo: (path) => path.startsWith('workflows/'),
    offences: (program) =>
      nodes(program)
        .flatMap(validators)
        .filter((validator) => !isSynchronous(validator.value, program))
        .map(place('validator must be a plain function of this file')),
  },
];

/** Names that a module exports as values, re-exports included; null for `export *`. */
export function exportedValues(program: Program): (string | null)[] {
  return program.body.flatMap((node) => {
    if (node.type === 'ExportAllDeclaration') return node.exportKind === 'type' ? [] : [null];
    if (node.type !== 'ExportNamedDeclaration' || node.exportKind === 'type') return [];
    const declared = node.declaration;
    if (declared?.type === 'FunctionDeclaration') return [declared.id?.name ?? null];
    if (declared?.type === 'VariableDeclaration') {
      return declared.declarations.map(({ id }) => (id.type === 'Identifier' ? id.name : null));
    }
    return node.specifiers
      .filter((each) => each.exportKind !== 'type')
      .map(({ exported }) => (exported.type === 'Identifier' ? exported.name : null));
  });
}

export function nodes(root: Node): Node[] {
  const found: Node[] = [root];
  for (const key of visitorKeys[root.type] ?? []) {
    const child: Node | (Node | null)[] | null | undefined = Reflect.get(root, key);
    for (const each of Array.isArray(child) ? child : [child]) {
      if (each !== null && each !== undefined) found.push(...nodes(each));
    }
  }
  return found;
}

const place =
  (what: string) =>
  (node: Node): string =>
    `${what} at offset ${node.start}`;

function readsEnvironment(node: Node): boolean {
  if (node.type === 'MemberExpression') {
    return named(node.object, 'process') && named(node.property, 'env');
  }
  if (node.type === 'VariableDeclarator' && node.id.type === 'ObjectPattern') {
    return named(node.init, 'process') && node.id.properties.some((each) => keyed(each, 'env'));
  }
  return (
    node.type === 'ImportDeclaration' &&
    /^(node:)?process$/.test(node.source.value) &&
    node.specifiers.some((each) => each.type === 'ImportSpecifier' && named(each.imported, 'env'))
  );
}

function exportsDefault(node: Node): boolean {
  return (
    node.type === 'ExportDefaultDeclaration' ||
    (node.type === 'ExportSpecifier' && named(node.exported, 'default'))
  );
}

function lacksExtension(specifier: unknown): boolean {
  return (
    typeof specifier === 'string' &&
    specifier.startsWith('.') &&
    !/\.(tsx?|mjs|js|cjs|json)$/.test(specifier)
  );
}

/** The `validator` of each `setHandler(definition, handler, { validator })`. */
function validators(node: Node): ObjectProperty[] {
  if (node.type !== 'CallExpression' || !named(node.callee, 'setHandler')) return [];
  const options = node.arguments[2];
  if (options?.type !== 'ObjectExpression') return [];
  return options.properties.filter(
    (each): each is ObjectProperty => each.type === 'Property' && keyed(each, 'validator'),
  );
}

function isSynchronous(value: Node, program: Program): boolean {
  if (value.type === 'ArrowFunctionExpression' || value.type === 'FunctionExpression') {
    return !value.async;
  }
  if (value.type !== 'Identifier') return false;
  const declared = nodes(program).find(
    (node) =>
      (node.type === 'FunctionDeclaration' || node.type === 'VariableDeclarator') &&
      named(node.id, value.name),
  );
  if (declared?.type === 'FunctionDeclaration') return !declared.async;
  return declared?.type === 'VariableDeclarator' && declared.init?.type !== 'Identifier'
    ? declared.init !== null && isSynchronous(declared.init, program)
    : false;
}

function keyed(property: Node, name: string): boolean {
  return property.type === 'Property' && named(property.key, name);
}

/** An identifier, or a string that stands for one. */
function named(node: Node | null | undefined, name: string): boolean {
  if (node?.type === 'Identifier') return node.name === name;
  return node?.type === 'Literal' && node.value === name;
}

/** `progress.snapshot`, `progress['snapshot']`, `const { snapshot } = …`. */
function readsSnapshot(node: Node): boolean {
  if (node.type === 'MemberExpression') {
    const { property } = node;
    return property.type === 'Identifier'
      ? property.name === 'snapshot'
      : property.type === 'Literal' && property.value === 'snapshot';
  }
  if (node.type !== 'ObjectPattern') return false;
  return node.properties.some(
    (each) =>
      each.type === 'Property' && each.key.type === 'Identifier' && each.key.name === 'snapshot',
  );
}
