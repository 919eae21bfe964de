/**
 * Arguments that callers in JavaScript can come up with: half of the time of the kind that the contract names, with
 * values on and beyond its edges, otherwise anything at all. Reads the contract to know the kinds.
 *
 * Invariants
 *  1. The same seed makes the same arguments, as far as the handles that it is given are the same.
 *  2. `touched` tells what a call has changed of the places, buffers and structs made since `begin`.
 *  3. `isPoisoned` says that reading one of them fails in the caller's own code or in the language, so that the failure
 *     is no bug of the engine.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as esent from '../../src';
import { Random } from '../support/random';

export interface Parameter {
  readonly name: string;
  readonly type: string;
}

export interface Signature {
  readonly name: string;
  readonly parameters: readonly Parameter[];
}

const CONTRACT = readFileSync(join(__dirname, '../../include/jet-api.ts'), 'utf8');

/** The functions of the contract. */
export const SIGNATURES: readonly Signature[] = [
  ...CONTRACT.matchAll(/^ {2}(jet\w+)\(([^)]*)\): JET_ERR;$/gms),
].map(([, name, parameters]) => ({
  name,
  parameters: [...parameters.matchAll(/(\w+): ([^,]+)(?:,|$)/g)].map(([, parameter, type]) => ({
    name: parameter,
    type: type.trim(),
  })),
}));

const EXPORTS = new Map<string, unknown>(Object.entries(esent));

/** A function of the package, to be called with anything. */
export function callApi(name: string, given: readonly unknown[]): unknown {
  const api = EXPORTS.get(name);
  if (typeof api !== 'function') throw new Error(`${name} is not a function`);
  return Reflect.apply(api, undefined, given);
}

/** The failure of the caller's own code. */
export class CallersFault extends Error {}

const refuse = (): never => {
  throw new CallersFault('the code of the caller');
};

const NUMBERS: readonly number[] = [
  0,
  1,
  2,
  3,
  4,
  5,
  8,
  16,
  24,
  28,
  64,
  100,
  128,
  255,
  256,
  257,
  1000,
  4096,
  65535,
  65536,
  0x7fffffff,
  0x80000000,
  0xffffffff,
  2 ** 32,
  2 ** 53,
  2 ** 64,
  1e300,
  -0,
  -1,
  -2,
  -0x80000000,
  -(2 ** 53),
  0.5,
  1.5,
  -1.5,
  NaN,
  Infinity,
  -Infinity,
];
const SMALL_NUMBERS = 20;

const TEXTS: readonly string[] = [
  '', ' ', '\0', 'a\0b', '+a\0\0', '+a\0-b\0\0', '+\0\0', '\ud800', 'x\udc00y', '\u{1f600}', '.', '..', '../..',
  './/', '\\', '.\\x\\', 'no/such/folder/file.edb', '/proc/no/file.edb', '/dev/null/file.edb', 'file.edb',
  'on', 'off', 'edb', 'Root', 'Id', 'MSysObjects', 'Tables', '100%', '%s%n', 'a'.repeat(64), 'a'.repeat(65),
  'a'.repeat(260), 'a'.repeat(100_000), '\u20ac', '\ufeff', '__proto__', 'constructor', 'toString',
]; // prettier-ignore

/** Handles that are live or were once, by kind. */
export interface KnownHandles {
  readonly instances: readonly number[];
  readonly sessions: readonly number[];
  readonly cursors: readonly number[];
  readonly databases: readonly number[];
  readonly files: readonly number[];
  readonly stale: readonly number[];
  readonly names: readonly string[];
  readonly columns: readonly number[];
}

const HANDLE_KINDS: Readonly<Record<string, keyof KnownHandles>> = {
  JET_INSTANCE: 'instances',
  JET_SESID: 'sessions',
  JET_TABLEID: 'cursors',
  JET_DBID: 'databases',
  JET_HANDLE: 'files',
  JET_OSSNAPID: 'files',
};

interface Watched {
  readonly what: string;
  isTouched(): boolean;
}

export class HostileArguments {
  isPoisoned = false;
  #watched: Watched[] = [];
  #name = '';

  constructor(
    readonly random: Random,
    /** Called by callbacks and getters now and then. */
    readonly intrude: () => void,
  ) {}

  /** Forgets what was made for the last call. */
  begin(): void {
    this.isPoisoned = false;
    this.#watched = [];
  }

  /** What the last call has written to. */
  touched(): string[] {
    return this.#watched.filter((each) => each.isTouched()).map(({ what }) => what);
  }

  argument({ name, type }: Parameter, handles: KnownHandles): unknown {
    this.#name = name;
    return this.#chance(4) ? this.#anything(0) : this.#fitting(name, type, handles, 0);
  }

  #chance(of: number): boolean {
    return this.random.below(of) === 0;
  }

  #pick<T>(values: readonly T[]): T {
    return values[this.random.below(values.length)];
  }

  #fitting(name: string, type: string, handles: KnownHandles, depth: number): unknown {
    const arms = type.split(' | ');
    const arm = this.#pick(arms).replace(/^readonly /, '');
    if (arm === 'null') return this.#chance(2) ? null : this.#fitting(name, arms[0], handles, depth);
    if (arm.startsWith('Ref<')) return this.#place(name, arm.slice(4), handles);
    if (arm.endsWith('[]')) return this.#array(name, arm.slice(0, -2), handles, depth);
    if (arm in HANDLE_KINDS) return this.#handle(HANDLE_KINDS[arm], handles);
    if (arm === 'JET_COLUMNID') return this.#pick([...handles.columns, ...NUMBERS]);
    if (arm === 'string') return this.#text(handles);
    if (arm === 'bigint') return this.#pick([0n, 1n, -1n, 2n ** 63n, 2n ** 64n, -(2n ** 63n), 1]);
    if (arm === 'Uint8Array') return this.#bytes(name);
    if (arm === 'InfoTarget') return this.#infoTarget(name, handles, depth);
    if (/^JET_(PFN|CALLBACK)/.test(arm)) return this.#callback();
    if (EXPORTS.has(arm)) return this.#struct(arm, handles, depth);
    return /^(number|JET_(GRBIT|API_PTR|CBTYP|OBJTYP|LS)|ParameterValue)$/.test(arm)
      ? this.#number()
      : this.#anything(depth);
  }

  #number(): number {
    switch (this.random.below(4)) {
      case 0:
        return this.#pick(NUMBERS);
      case 1:
        return 2 ** this.random.below(32);
      case 2:
        return this.random.below(200);
      default:
        return NUMBERS[this.random.below(SMALL_NUMBERS)];
    }
  }

  #text(handles: KnownHandles): string {
    return this.#chance(2) ? this.#pick([...handles.names, ...TEXTS]) : this.#pick(TEXTS);
  }

  #handle(kind: keyof KnownHandles, handles: KnownHandles): unknown {
    if (!this.#chance(3) && handles[kind].length > 0) return this.#pick<unknown>(handles[kind]);
    return this.#pick<unknown>([
      ...handles.instances,
      ...handles.sessions,
      ...handles.cursors,
      ...handles.databases,
      ...handles.files,
      ...handles.stale,
      ...NUMBERS,
      null,
      undefined,
    ]);
  }

  #place(name: string, type: string, handles: KnownHandles): object {
    const kind = Object.entries(HANDLE_KINDS).find(([handle]) => type.startsWith(handle))?.[1];
    const value =
      kind === undefined ? this.#pick<unknown>([77, 0, 'before', 7n]) : this.#handle(kind, handles);
    const place = { value };
    this.#watch(name, () => !Object.is(place.value, value));
    return place;
  }

  #array(name: string, type: string, handles: KnownHandles, depth: number): unknown {
    const length = this.#pick([0, 1, 1, 2, 3, 20]);
    const made = Array.from({ length }, () =>
      depth > 3 || this.#chance(8)
        ? this.#anything(depth + 1)
        : this.#fitting(name, type, handles, depth + 1),
    );
    if (length > 0 && this.#chance(8)) Reflect.deleteProperty(made, this.random.below(length));
    return made;
  }

  #struct(structName: string, handles: KnownHandles, depth: number): unknown {
    const construct = EXPORTS.get(structName);
    const made: unknown = typeof construct === 'function' ? Reflect.apply(construct, undefined, []) : {};
    if (typeof made !== 'object' || made === null) return made;
    for (const [name, value] of Object.entries(made)) {
      if (name === 'cbStruct' || name === 'cbSize' ? !this.#chance(10) : this.#chance(3)) continue;
      const type = this.#chance(5) || depth > 3 ? 'unknown' : typeOfMember(name, value);
      Reflect.set(made, name, this.#fitting(name, type, handles, depth + 1));
    }
    if (this.#chance(12)) Reflect.deleteProperty(made, this.#pick(Object.keys(made)));
    if (depth === 0) this.#watchMembers(structName, made);
    return made;
  }

  #infoTarget(name: string, handles: KnownHandles, depth: number): unknown {
    switch (this.random.below(3)) {
      case 0:
        return this.#place(name, '', handles);
      case 1:
        return this.#bytes(name);
      default:
        return this.#struct(this.#pick(STRUCTS), handles, depth);
    }
  }

  #callback(): unknown {
    return this.#pick<unknown>([
      () => 0,
      () => -1,
      () => null,
      () => new Uint8Array(4096),
      () => 'text',
      () => this.intrude(),
      refuse,
      class {},
    ]);
  }

  #bytes(name: string): Uint8Array {
    const length = this.#pick([0, 1, 3, 8, 24, 28, 64, 668, 4096]);
    switch (this.random.below(9)) {
      case 0:
        return new Uint8Array(new SharedArrayBuffer(length));
      case 1:
        return resizableBytes(length);
      case 2:
        return detachedBytes(length);
      case 3:
        return Buffer.alloc(length);
      default: {
        const made = new Uint8Array(length).fill(0xa5);
        this.#watch(name, () => made.some((byte) => byte !== 0xa5));
        return made;
      }
    }
  }

  #anything(depth: number): unknown {
    const { random } = this;
    switch (random.below(depth > 3 ? 10 : 14)) {
      case 0:
        return undefined;
      case 1:
        return null;
      case 2:
        return this.#pick(NUMBERS);
      case 3:
        return this.#pick(TEXTS);
      case 4:
        return this.#pick<unknown>([Symbol('x'), 7n, -1n, true, false]);
      case 5:
        return this.#pick<unknown>([() => 0, refuse, class {}]);
      case 6:
        return this.#bytes(this.#name);
      case 7:
        return this.#pick<unknown>([
          new Float64Array(4),
          new DataView(new ArrayBuffer(8)),
          new ArrayBuffer(8),
        ]);
      case 8:
        return this.#pick<unknown>([
          {},
          Object.create(null),
          new Date(0),
          new Map(),
          Object.freeze({ value: 1 }),
        ]);
      case 9:
        return this.#poison();
      case 10:
        return [this.#anything(depth + 1), this.#anything(depth + 1)];
      case 11:
        // eslint-disable-next-line no-sparse-arrays
        return [, 1, , null];
      case 12:
        return { value: this.#anything(depth + 1) };
      default:
        return { cbStruct: this.#anything(depth + 1), length: this.#anything(depth + 1) };
    }
  }

  /** Things whose own code, or the language, fails when they are looked at. */
  #poison(): unknown {
    this.isPoisoned = true;
    const revoked = Proxy.revocable({}, {});
    revoked.revoke();
    return this.#pick<unknown>([
      new Proxy({}, { get: refuse, set: refuse, has: refuse, ownKeys: refuse }),
      new Proxy([1, 2, 3], { get: refuse, has: refuse }),
      new Proxy(new Uint8Array(16), {}),
      Object.create(Uint8Array.prototype),
      revoked.proxy,
      { get value() { return refuse(); }, set value(_) { refuse(); } }, // prettier-ignore
      { get cbStruct() { return refuse(); }, get cb() { return refuse(); } }, // prettier-ignore
      { valueOf: refuse, toString: refuse, [Symbol.toPrimitive]: refuse, [Symbol.iterator]: refuse },
      { value: { valueOf: refuse, toString: refuse } },
      Object.assign([1, 2], { slice: refuse, map: refuse, [Symbol.iterator]: refuse }),
      Object.defineProperty(new Uint8Array(4), 'length', { value: 4096 }),
    ]);
  }

  #watch(what: string, isTouched: () => boolean): void {
    this.#watched.push({ what, isTouched });
  }

  #watchMembers(structName: string, made: object): void {
    const before = Object.entries(made);
    this.#watch(structName, () => before.some(([name, value]) => !Object.is(Reflect.get(made, name), value)));
  }
}

const STRUCTS: readonly string[] = [...EXPORTS]
  .filter(([name, value]) => name.startsWith('JET_') && typeof value === 'function' && 'structName' in value)
  .map(([name]) => name);

/** A member's type by its value, and by the prefix of its name where that is null. */
function typeOfMember(name: string, value: unknown): string {
  if (typeof value === 'number') return 'number';
  if (typeof value === 'bigint') return 'bigint';
  if (typeof value === 'string' || name.startsWith('sz')) return 'string';
  if (value instanceof Uint8Array || name.startsWith('pv')) return 'Uint8Array';
  if (name.startsWith('pfn')) return 'JET_PFNSTATUS';
  const element = ARRAY_MEMBERS[name];
  return element ?? 'unknown';
}

const ARRAY_MEMBERS: Readonly<Record<string, string>> = {
  rgcolumncreate: 'JET_COLUMNCREATE[]',
  rgindexcreate: 'JET_INDEXCREATE[]',
  rgconditionalcolumn: 'JET_CONDITIONALCOLUMN[]',
  ptuplelimits: 'JET_TUPLELIMITS',
  pidxunicode: 'JET_UNICODEINDEX',
  rgrstmap: 'JET_RSTMAP[]',
  rgStartColumns: 'JET_INDEX_COLUMN[]',
  rgEndColumns: 'JET_INDEX_COLUMN[]',
  rgtagSequence: 'number[]',
  prgcolumndef: 'JET_COLUMNDEF[]',
  prgcolumnid: 'JET_COLUMNID[]',
};

function resizableBytes(length: number): Uint8Array {
  const buffer: unknown = Reflect.construct(ArrayBuffer, [length, { maxByteLength: length + 8 }]);
  return buffer instanceof ArrayBuffer ? new Uint8Array(buffer) : new Uint8Array(length);
}

function detachedBytes(length: number): Uint8Array {
  const made = new Uint8Array(length);
  structuredClone(made.buffer, { transfer: [made.buffer] });
  return made;
}
