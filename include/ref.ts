/**
 * A place for one value: what `T *` is in C.
 */
export interface Ref<T> {
  value: T;
}

/** Makes a place that an API call can write to; without an initial value it holds 0. */
export function ref(): Ref<number>;
export function ref<T>(): Ref<T | undefined>;
export function ref<T>(initial: T): Ref<T>;
export function ref(initial: unknown = 0): Ref<unknown> {
  return { value: initial };
}
