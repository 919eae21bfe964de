/** JetCreateDatabase: how an instance makes the file and the pages of a new database. */
import { assert } from '../../errors/assert';
import { JET_paramDbExtensionSize } from '../../include/parameters';
import {
  createDatabaseFile,
  createDatabasePages,
  newDatabasePages,
  newDatabaseHeader,
} from '../catalog/create-database';
import type { DatabaseMaker } from '../database/creation';
import type { Database } from '../database/database';
import type { CreateRequest } from '../database/databases';
import { HEADER_PAGES } from '../format/database-header';
import { DatabaseTime } from '../page/database-time';
import type { Session } from './session';
import type { Storage } from './storage';

/** Makes a database, attaches it, and opens it for a session. */
export function createDatabase(
  storage: Storage,
  session: Session,
  path: string | null,
  request: CreateRequest,
): Database {
  const { attached } = storage;
  const database = attached.create(path, request, makerFor(storage, request));
  return attached.open(session, database.path, { isExclusive: false, isOnly: false });
}

function makerFor(storage: Storage, { overwrites }: CreateRequest): DatabaseMaker {
  const { files, pageBytes, clock, randomness } = storage;
  const pages = newDatabasePages(storage.instance.parameters.number(JET_paramDbExtensionSize));
  return {
    pages,
    header: () => newDatabaseHeader(pageBytes, new DatabaseTime(), clock.now(), randomness),
    makeFile: (path) => {
      const filePages = pages + HEADER_PAGES;
      createDatabaseFile({ fileSystem: files, path, pageBytes, filePages, clock, randomness, overwrites });
    },
    makePages: (database) => {
      const changes = storage.changesOf(database);
      assert(changes !== null, 'a database that is being made is attached for writing');
      createDatabasePages(changes.space, pages);
    },
  };
}
