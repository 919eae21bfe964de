/**
 * A model of who holds which page, beside the real thing: pages are taken, given back, trees made and dropped by chance,
 * and after every step each page of the file is held by exactly whom the model says.
 */
import type { Tree } from '../../src/btree/tree';
import type { LogStream } from '../../src/log/log-stream';
import { PAGE_INDEX } from '../../src/page/page-slab';
import { NewDatabase } from './new-database';
import { Random } from './random';

interface ModelTree {
  readonly tree: Tree;
  readonly parent: ModelTree | null;
  readonly held: number[];
  readonly children: ModelTree[];
}

export class SpaceModel {
  readonly database: NewDatabase;
  readonly trees: ModelTree[] = [];
  readonly #random: Random;

  constructor(pageBytes: number, seed: number, log: LogStream | null = null) {
    this.#random = new Random(seed);
    this.database = new NewDatabase(pageBytes, 30, 1 + this.#random.below(40), 512, 0, log);
  }

  step(): string {
    const below = (limit: number): number => this.#random.below(limit);
    const action = this.trees.length === 0 ? 0 : below(20);
    if (action < 3 && this.trees.length < 12) return this.#create(below(3) === 0);
    const tree = this.trees[below(this.trees.length)];
    if (action === 3) return this.#drop(tree);
    const count = 1 + below(25);
    return action < 12 ? this.#take(tree, count) : this.#give(tree, count);
  }

  /** Pages that the checkers find in use by nobody, which are those that the model holds, and every other complaint. */
  unexplained(): string[] {
    const held = new Set(this.trees.flatMap((each) => each.held));
    const complaints = this.database.complaints();
    const leaked = complaints.map((text) => Number(/^page (\d+): is neither used nor free$/.exec(text)?.[1]));
    const missing = [...held].filter((page) => !leaked.includes(page)).map((page) => `page ${page} is lost`);
    return [...complaints.filter((_, i) => !held.has(leaked[i])), ...missing];
  }

  drain(): void {
    while (this.trees.length > 0) this.#drop(this.trees[0]);
  }

  #create(isInside: boolean): string {
    const tables = this.trees.filter(({ parent }) => parent === null);
    const parent = isInside && tables.length > 0 ? tables[this.#random.below(tables.length)] : null;
    const isMultiple = this.#random.below(3) === 0;
    const pages = 1 + this.#random.below(this.#random.below(4) === 0 ? 60 : 6);
    const kindFlags = parent === null ? 0 : PAGE_INDEX;
    const made = this.database.createTree(parent?.tree.rootPage ?? 1, { pages, isMultiple, kindFlags });
    const model = { tree: made, parent, held: [], children: [] };
    parent?.children.push(model);
    this.trees.push(model);
    return `create ${made.rootPage} of ${pages}`;
  }

  #drop(model: ModelTree): string {
    const gone = [model, ...model.children];
    this.database.dropTree(model.tree, ...model.children.map(({ tree }) => tree));
    for (const each of gone) this.trees.splice(this.trees.indexOf(each), 1);
    if (model.parent !== null) model.parent.children.splice(model.parent.children.indexOf(model), 1);
    return `drop ${model.tree.rootPage}`;
  }

  #take({ tree, held }: ModelTree, count: number): string {
    for (let i = 0; i < count; i++) {
      const near = held.length === 0 ? 0 : held[this.#random.below(held.length)];
      held.push(this.database.space.allocate(tree.rootPage, near));
    }
    return `take ${count} for ${tree.rootPage}`;
  }

  #give({ tree, held }: ModelTree, count: number): string {
    for (let i = 0; i < count && held.length > 0; i++)
      this.database.space.free(tree.rootPage, held.splice(this.#random.below(held.length), 1)[0]);
    return `give ${count} of ${tree.rootPage}`;
  }
}
