import { afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { JET_paramCommitDefault, JET_paramMaxSessions } from '../../include/parameters';
import { ref } from '../../include/ref';
import {
  jetBeginSession,
  jetBeginTransaction,
  jetDupSession,
  jetEndSession,
  jetResetSessionContext,
  jetSetSessionContext,
  jetSetSystemParameter,
  jetStopServiceInstance,
} from '../../src/api';
import { enterSession, lastRefusal, sessionOf } from '../../src/api/enter';
import { registry } from '../../src/instance/registry';
import { codeOf } from '../support/code-of';
import {
  createdInstance,
  endEverything,
  onlyInstance,
  runningInstance,
  sessionOfInstance,
  withParts,
} from '../support/instances';

beforeAll(endEverything);
afterEach(endEverything);

describe('jetBeginSession', () => {
  it('begins sessions with handles of their own, user and password ignored', () => {
    const instance = onlyInstance();
    const [one, two] = [ref(77), ref(77)];
    expect(jetBeginSession(instance, one, 'user', 'password')).toBeJet('JET_errSuccess');
    expect(jetBeginSession(instance, two, null, null)).toBeJet('JET_errSuccess');
    expect(one.value).not.toBe(two.value);
  });

  it('wants a place for the session once the instance is entered', () => {
    // @ts-expect-error a caller in JavaScript may pass anything
    expect(jetBeginSession(createdInstance('a'), null, null, null)).toBeJet('JET_errNotInitialized');
    // @ts-expect-error a caller in JavaScript may pass anything
    expect(jetBeginSession(runningInstance('b'), null, null, null)).toBeJet('JET_errInvalidParameter');
  });

  it('fails with JET_errOutOfSessions when JET_paramMaxSessions are open', () => {
    jetSetSystemParameter(null, null, JET_paramMaxSessions, 2, null);
    const instance = onlyInstance();
    const first = sessionOfInstance(instance);
    sessionOfInstance(instance);
    const place = ref(77);
    expect(jetBeginSession(instance, place, null, null)).toBeJet('JET_errOutOfSessions');
    expect(place.value).toBe(77);
    jetEndSession(first, 0);
    expect(jetBeginSession(instance, place, null, null)).toBeJet('JET_errSuccess');
  });

  it('tells the parts of the instance, and takes the default for commits from its parameters', () => {
    const heard: number[] = [];
    withParts({ sessionBegan: (session) => void heard.push(session.commitDefault) });
    jetSetSystemParameter(null, null, JET_paramCommitDefault, 1, null);
    sessionOfInstance(runningInstance());
    expect(heard).toEqual([1]);
  });
});

describe('jetDupSession', () => {
  it('begins another session of the same instance', () => {
    const instance = runningInstance();
    const copy = ref(0);
    expect(jetDupSession(sessionOfInstance(instance), copy)).toBeJet('JET_errSuccess');
    expect(registry.sessions.get(copy.value)?.instance).toBe(registry.find(instance));
  });
});

describe('jetEndSession', () => {
  it('rolls back what is open, ignores its bits, and makes the handle stale', () => {
    const events: string[] = [];
    withParts({
      sessionBegan: (session) =>
        void session.listeners.push({
          began: () => undefined,
          committing: () => undefined,
          rollingBack: ({ level }) => void events.push(`rollback ${level}`),
          ended: ({ level }) => void events.push(`end ${level}`),
          abandoned: () => undefined,
        }),
    });
    const session = sessionOfInstance(runningInstance());
    jetBeginTransaction(session);
    jetBeginTransaction(session);
    expect(jetEndSession(session, 0xffff)).toBeJet('JET_errSuccess');
    expect(events).toEqual(['rollback 2', 'rollback 1', 'end 0']);
    expect(jetEndSession(session, 0)).toBeJet('JET_errInvalidSesid');
    expect(jetBeginTransaction(session)).toBeJet('JET_errInvalidSesid');
  });

  it('fails with JET_errSessionInUse while a context is set', () => {
    const session = sessionOfInstance(runningInstance());
    jetSetSessionContext(session, 5);
    expect(jetEndSession(session, 0)).toBeJet('JET_errSessionInUse');
    jetResetSessionContext(session);
    expect(jetEndSession(session, 0)).toBeJet('JET_errSuccess');
  });
});

describe('jetSetSessionContext and jetResetSessionContext', () => {
  it('set one context at a time', () => {
    const session = sessionOfInstance(runningInstance());
    expect(jetSetSessionContext(session, 5)).toBeJet('JET_errSuccess');
    expect(jetSetSessionContext(session, 5)).toBeJet('JET_errSessionContextAlreadySet');
    expect(jetResetSessionContext(session)).toBeJet('JET_errSuccess');
    expect(jetResetSessionContext(session)).toBeJet('JET_errSessionContextNotSetByThisThread');
    expect(jetSetSessionContext(session, 6)).toBeJet('JET_errSuccess');
  });

  it.each([0, -1, NaN, 1.5])('%p is no context', (context) => {
    expect(jetSetSessionContext(sessionOfInstance(runningInstance()), context)).toBeJet(
      'JET_errInvalidParameter',
    );
  });
});

describe('the way in', () => {
  it('gives hot calls a session, or null and the reason', () => {
    const instance = runningInstance();
    const session = sessionOfInstance(instance);
    expect(sessionOf(session)?.handle).toBe(session);
    for (const handle of [4660, null, undefined, '1', 1n]) {
      expect(sessionOf(handle)).toBeNull();
      expect(lastRefusal).toBeJet('JET_errInvalidSesid');
      expect(codeOf(() => enterSession(handle))).toBeJet('JET_errInvalidSesid');
    }
    jetStopServiceInstance(instance);
    expect(sessionOf(session)).toBeNull();
    expect(lastRefusal).toBeJet('JET_errClientRequestToStopJetService');
  });
});
