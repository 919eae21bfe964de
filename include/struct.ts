/**
 * Structs: one declaration serves as constructor, as type, as size and, where the struct has no pointers, as codec
 * of the raw layout in 64-bit Windows.
 *
 * Invariants
 *  1. A constructor makes a mutable object with every member in header order; a member not given is 0, 0n, '' or
 *     null, an embedded struct or byte array is a fresh one, and the size member holds the size.
 *  2. Offsets follow from the members by the rules of C: a member is aligned to its own alignment and the struct is
 *     padded to the largest one; a packed struct has no gaps. A wrong size does not load.
 *  3. Members of a union share their bytes. `encode` combines them with or, so whoever fills one of them leaves the
 *     others 0; `decode` fills them all.
 */
import { structSize } from './struct-members';

/** How one member is made, measured, read and written. */
export interface Member<T> {
  readonly size: number;
  readonly align: number;
  /** The value of a member that was not given. */
  initial(): T;
  read(view: DataView, at: number): T;
  write(view: DataView, at: number, value: T): void;
  /** The earlier member whose bytes this one shares. */
  readonly over?: string;
}

type Members = Readonly<Record<string, Member<unknown>>>;

type ValuesOf<M> = { -readonly [Name in keyof M]: M[Name] extends Member<infer T> ? T : never };

/** A struct's constructor together with what is known of its layout. */
export interface Struct<V extends object> {
  (init?: Partial<V>): V;
  readonly structName: string;
  /** Size in bytes in 64-bit Windows. */
  readonly cb: number;
  /** Where each member begins. */
  readonly offsets: Readonly<Record<keyof V, number>>;
}

/** A struct without pointers: it has bytes of its own. */
export interface FixedStruct<V extends object> extends Struct<V> {
  /** Writes the raw layout; a RangeError when `bytes` ends too early. */
  encode(value: V, bytes: Uint8Array, offset?: number): void;
  /** Reads the raw layout; a RangeError when `bytes` ends too early. */
  decode(bytes: Uint8Array, offset?: number): V;
  /** The struct as a member of another one. */
  readonly member: Member<V>;
}

/** The object type of a struct. */
export type StructOf<S> = S extends Struct<infer V> ? V : never;

interface Placed {
  readonly name: string;
  readonly offset: number;
  readonly member: Member<unknown>;
}

type Plain = Record<string, unknown>;

/** Declares a struct that contains pointers. */
export function defineStruct<M extends Members>(
  structName: string,
  cb: number,
  members: M,
): Struct<ValuesOf<M>>;
export function defineStruct(structName: string, cb: number, members: Members): Struct<Plain> {
  const { placed } = place(structName, cb, members, 8);
  return Object.assign(constructorOf(placed, cb), { structName, cb, offsets: offsetsOf(placed) });
}

/** Declares a struct without pointers; `pack` is 1 where the header packs it. */
export function defineFixedStruct<M extends Members>(
  structName: string,
  cb: number,
  members: M,
  pack?: 1 | 8,
): FixedStruct<ValuesOf<M>>;
export function defineFixedStruct(
  structName: string,
  cb: number,
  members: Members,
  pack = 8,
): FixedStruct<Plain> {
  const { placed, align } = place(structName, cb, members, pack);
  const construct = constructorOf(placed, cb);
  const read = (view: DataView, at: number): Plain => {
    const value = construct();
    for (const { name, offset, member } of placed) value[name] = member.read(view, at + offset);
    return value;
  };
  const write = (view: DataView, at: number, value: Plain): void => {
    new Uint8Array(view.buffer, view.byteOffset + at, cb).fill(0);
    for (const part of placed) writeMember(view, at + part.offset, part.member, value[part.name]);
  };
  return Object.assign(construct, {
    structName,
    cb,
    offsets: offsetsOf(placed),
    encode: (value: Plain, bytes: Uint8Array, offset = 0) => write(viewOf(bytes, offset, cb), 0, value),
    decode: (bytes: Uint8Array, offset = 0) => read(viewOf(bytes, offset, cb), 0),
    member: { size: cb, align, initial: construct, read, write },
  });
}

/** Lays members out as a C compiler does and compares the sum with the declared size. */
function place(
  structName: string,
  cb: number,
  members: Members,
  pack: number,
): { placed: Placed[]; align: number } {
  const placed: Placed[] = [];
  let end = 0;
  let align = 1;
  for (const [name, member] of Object.entries(members)) {
    const alignment = Math.min(alignmentOf(name, members), pack);
    const shared = placed.find((earlier) => earlier.name === member.over);
    const offset = shared?.offset ?? roundUp(end, alignment);
    placed.push({ name, offset, member });
    end = Math.max(end, offset + member.size);
    align = Math.max(align, alignment);
  }
  if (roundUp(end, align) !== cb)
    throw new Error(`${structName} has ${roundUp(end, align)} bytes, not ${cb}`);
  return { placed, align };
}

/** A union is aligned to the widest of its members. */
function alignmentOf(name: string, members: Members): number {
  const arms = Object.values(members).filter((member) => member.over === name);
  return Math.max(members[name].align, ...arms.map((member) => member.align));
}

const roundUp = (value: number, multiple: number): number => Math.ceil(value / multiple) * multiple;

function offsetsOf(placed: readonly Placed[]): Record<string, number> {
  return Object.fromEntries(placed.map(({ name, offset }) => [name, offset]));
}

/** Every object is a copy of one template, so all of them have one shape. */
function constructorOf(placed: readonly Placed[], cb: number): (init?: Partial<Plain>) => Plain {
  const template: Plain = {};
  for (const { name, member } of placed) template[name] = member === structSize ? cb : member.initial();
  const owned = placed.filter(({ name }) => typeof template[name] === 'object' && template[name] !== null);
  return (init) => {
    const value = { ...template };
    for (const { name, member } of owned) value[name] = member.initial();
    for (const name in init) {
      const given = init[name];
      if (given !== undefined && Object.hasOwn(template, name)) value[name] = given;
    }
    return value;
  };
}

function writeMember(view: DataView, at: number, member: Member<unknown>, value: unknown): void {
  if (member.over === undefined) {
    member.write(view, at, value);
    return;
  }
  const alone = new Uint8Array(member.size);
  member.write(new DataView(alone.buffer), 0, value);
  alone.forEach((byte, index) => view.setUint8(at + index, view.getUint8(at + index) | byte));
}

function viewOf(bytes: Uint8Array, offset: number, length: number): DataView {
  if (offset + length > bytes.length)
    throw new RangeError(`${length} bytes at ${offset} do not fit ${bytes.length}`);
  return new DataView(bytes.buffer, bytes.byteOffset + offset, length);
}
