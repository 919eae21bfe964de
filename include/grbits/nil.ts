/** The empty set of options. */
export const JET_bitNil = 0;
