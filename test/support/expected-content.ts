/** What the real engine read from a database, as the committed JSON files tell it. */
export interface ExpectedColumn {
  readonly name: string;
  readonly columnid: number;
  readonly coltyp: string;
  readonly cp: number;
  readonly cbMax: number;
  readonly grbit: number;
  readonly default: string | null;
}

export interface LongValue {
  readonly len: number;
  readonly sha1: string;
  readonly head: string;
}

export type ExpectedValue = string | null | LongValue | readonly ExpectedValue[];

export type ExpectedRow = Readonly<Record<string, ExpectedValue>>;

export interface ExpectedIndex {
  readonly grbit: number;
  readonly key: readonly string[];
  /** One column in the order of the index, at most 30 bytes of each value; of many rows the first and the last. */
  readonly order?: {
    readonly column: string;
    readonly values?: readonly ExpectedValue[];
    readonly count?: number;
    readonly first?: readonly ExpectedValue[];
    readonly last?: readonly ExpectedValue[];
  };
}

export interface ExpectedTable {
  readonly columns: readonly ExpectedColumn[];
  readonly indexes: Readonly<Record<string, ExpectedIndex>>;
  readonly rowCount: number;
  readonly rows?: readonly ExpectedRow[];
  readonly firstRows?: readonly ExpectedRow[];
  readonly lastRows?: readonly ExpectedRow[];
}

export interface ExpectedContent {
  readonly pageSize: number;
  readonly tables: Readonly<Record<string, ExpectedTable>>;
}
