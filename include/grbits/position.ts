/** Options (grbits): current index and bookmarks. */

// JetSetCurrentIndex2, JetSetCurrentIndex3, JetSetCurrentIndex4
export const JET_bitMoveFirst = 0x00000000;
export const JET_bitNoMove = 0x00000002;

// JetGotoSecondaryIndexBookmark
export const JET_bitBookmarkPermitVirtualCurrency = 0x00000001;
