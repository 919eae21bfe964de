/**
 * The direction of imports: a file may import from its own row or from a later one, never upwards.
 * `layers.test.ts` reads this array; it is the rule, not a description of it.
 */
export const LAYERS: readonly (readonly string[])[] = [
  ['src/index.ts'],
  ['src/cli'],
  ['src/api'],
  ['src/instance'],
  ['src/backup', 'src/recovery', 'src/maintenance'],
  ['src/table'],
  ['src/sort'],
  ['src/catalog'],
  ['src/database'],
  ['src/transaction'],
  ['src/space'],
  ['src/btree'],
  ['src/cache'],
  ['src/version'],
  ['src/log'],
  ['src/record', 'src/page'],
  ['src/format', 'src/os'],
  ['errors'],
  ['include'],
];
