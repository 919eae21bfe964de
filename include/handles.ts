/**
 * Handles and scalars of the API. A handle is a number at run time and a type of its own at compile time:
 * a session id does not pass for an instance, a plain `7` passes for either. Nil is -1, as `~0` is in C;
 * where C takes a null handle, 0 and `null` are the same.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/extensible-storage-engine-types
 */

/** A number with a name; the property exists for the compiler only. */
type Named<Name extends string> = number & { readonly __handle?: Name };

/** 0 is success, a positive value a warning, a negative value an error. */
export type JET_ERR = number;

export type JET_API_PTR = number;
export type JET_HANDLE = Named<'JET_HANDLE'>;
export type JET_INSTANCE = Named<'JET_INSTANCE'>;
export type JET_SESID = Named<'JET_SESID'>;
export type JET_TABLEID = Named<'JET_TABLEID'>;
export type JET_LS = Named<'JET_LS'>;
export type JET_OSSNAPID = Named<'JET_OSSNAPID'>;
export type JET_COLUMNID = Named<'JET_COLUMNID'>;
export type JET_DBID = Named<'JET_DBID'>;

export type JET_OBJTYP = number;
export type JET_COLTYP = number;
/** Options of one call as an unsigned 32-bit number. */
export type JET_GRBIT = number;
export type JET_SNP = number;
export type JET_SNT = number;
export type JET_CBTYP = number;
/** Days since 1899-12-30 in local time, as OLE automation counts them. */
export type JET_DATESERIAL = number;

export const JET_instanceNil: JET_INSTANCE = -1;
export const JET_sesidNil: JET_SESID = -1;
export const JET_tableidNil: JET_TABLEID = -1;
export const JET_LSNil: JET_LS = -1;
export const JET_dbidNil: JET_DBID = 0xffffffff;
