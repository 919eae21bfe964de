/** Where the trees of the catalog are, in every database: their root pages and their ids. */
export const CATALOG_ROOT = 4;
export const CATALOG_NAME_ROOT = 7;
export const CATALOG_ROOT_OBJECTS_ROOT = 10;
export const SHADOW_ROOT = 24;
export const CATALOG_ID = 2;
export const SHADOW_ID = 3;
export const CATALOG_NAME_ID = 4;
export const CATALOG_ROOT_OBJECTS_ID = 5;
export const CATALOG_NAME = 'MSysObjects';
export const SHADOW_NAME = 'MSysObjectsShadow';
