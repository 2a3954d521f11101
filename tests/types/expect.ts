/** Fails to compile unless `A` and `B` are the same type, to the letter: `any` equals nothing but `any`. */
export type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

export function expectTrue<_T extends true>(): void {}
