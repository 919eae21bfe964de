/**
 * The kinds of members that structs are declared with. All numbers are little-endian; a value that does not fit is
 * cut as C cuts it, a missing one is written as 0.
 */
import type { Member } from './struct';

const zero = (): number => 0;

export const u8: Member<number> = {
  size: 1,
  align: 1,
  initial: zero,
  read: (view, at) => view.getUint8(at),
  write: (view, at, value) => view.setUint8(at, value),
};

export const u16: Member<number> = {
  size: 2,
  align: 2,
  initial: zero,
  read: (view, at) => view.getUint16(at, true),
  write: (view, at, value) => view.setUint16(at, value, true),
};

export const u32: Member<number> = {
  size: 4,
  align: 4,
  initial: zero,
  read: (view, at) => view.getUint32(at, true),
  write: (view, at, value) => view.setUint32(at, value, true),
};

export const i32: Member<number> = {
  size: 4,
  align: 4,
  initial: zero,
  read: (view, at) => view.getInt32(at, true),
  write: (view, at, value) => view.setInt32(at, value, true),
};

/** The first member of most structs: their own size. */
export const structSize: Member<number> = { ...u32 };

export const f64: Member<number> = {
  size: 8,
  align: 8,
  initial: zero,
  read: (view, at) => view.getFloat64(at, true),
  write: (view, at, value) => view.setFloat64(at, value, true),
};

export const u64: Member<bigint> = {
  size: 8,
  align: 8,
  initial: () => 0n,
  read: (view, at) => view.getBigUint64(at, true),
  write: (view, at, value) => view.setBigUint64(at, BigInt(value ?? 0), true),
};

export const i64: Member<bigint> = {
  ...u64,
  read: (view, at) => view.getBigInt64(at, true),
  write: (view, at, value) => view.setBigInt64(at, BigInt(value ?? 0), true),
};

/** A handle or JET_API_PTR: 64 bits there, a number here; -1 is all ones. */
export const handle: Member<number> = {
  size: 8,
  align: 8,
  initial: zero,
  read: (view, at) => view.getInt32(at + 4, true) * 2 ** 32 + view.getUint32(at, true),
  write: (view, at, value) => {
    view.setUint32(at, value, true);
    view.setInt32(at + 4, Math.floor(value / 2 ** 32), true);
  },
};

/** A pointer to anything; null until it is set. */
export function pointer<T>(): Member<T | null> {
  return { size: 8, align: 8, initial: () => null, read: () => null, write: () => undefined };
}

/** An array of `count` bytes inside the struct. */
export function byteArray(count: number): Member<Uint8Array> {
  return {
    size: count,
    align: 1,
    initial: () => new Uint8Array(count),
    read: (view, at) => new Uint8Array(view.buffer, view.byteOffset + at, count).slice(),
    write: (view, at, value) => {
      for (let index = 0; index < count; index++) view.setUint8(at + index, value?.[index] ?? 0);
    },
  };
}

/** A text of at most `count - 1` bytes and its NUL inside the struct. */
export function charArray(count: number): Member<string> {
  return textArray(
    count,
    1,
    (view, at) => view.getUint8(at),
    (view, at, unit) => view.setUint8(at, unit),
  );
}

/** A text of at most `count - 1` UTF-16 units and its NUL inside the struct. */
export function wcharArray(count: number): Member<string> {
  return textArray(count, 2, u16.read, u16.write);
}

function textArray(
  count: number,
  unitSize: number,
  read: (view: DataView, at: number) => number,
  write: (view: DataView, at: number, unit: number) => void,
): Member<string> {
  return {
    size: count * unitSize,
    align: unitSize,
    initial: () => '',
    read: (view, at) => {
      let text = '';
      for (let index = 0; index < count; index++) {
        const unit = read(view, at + index * unitSize);
        if (unit === 0) break;
        text += String.fromCharCode(unit);
      }
      return text;
    },
    write: (view, at, value) => {
      const text = String(value ?? '').slice(0, count - 1);
      for (let index = 0; index < text.length; index++)
        write(view, at + index * unitSize, text.charCodeAt(index));
    },
  };
}

/** The same bytes as the earlier member `name`, seen as `member`: one more arm of a union. */
export function over<T>(name: string, member: Member<T>): Member<T> {
  return { ...member, over: name };
}

/** `width` bits of `unit`, from bit `shift` up. */
export function bits(unit: Member<number>, shift: number, width: number): Member<number> {
  const mask = 2 ** width - 1;
  return {
    ...unit,
    read: (view, at) => (unit.read(view, at) >>> shift) & mask,
    write: (view, at, value) => unit.write(view, at, (value & mask) << shift),
  };
}
