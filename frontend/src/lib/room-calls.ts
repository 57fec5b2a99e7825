/** Calls for the bailiffs that no hearing's log holds: confirmed and cleared at the panel, under the name of who is signed in. */
import { now } from './clock';
import { CONFIRM_MS, type Outcome } from './command';
import { api, post, Refused, Unreachable } from './http';

/** Ask once; without an answer within two seconds nobody knows whether it was done. */
async function ask(path: string, body: Record<string, unknown>): Promise<Exclude<Outcome, { kind: 'done' }> | { kind: 'done' }> {
  const gone = new AbortController();
  const timer = setTimeout(() => gone.abort(), CONFIRM_MS);
  try {
    await post(`${api}/bailiff-calls/${path}`, body, gone.signal, { 'Asked-At': String(Math.round(now())) });
    return { kind: 'done' };
  } catch (fault) {
    if (fault instanceof Refused) return { kind: 'refused', problem: fault.problem };
    if (fault instanceof Unreachable || gone.signal.aborted) return { kind: 'unconfirmed' };
    throw fault;
  } finally {
    clearTimeout(timer);
  }
}

export const confirmCall = (call: string) => ask(`${call}/confirmation`, {});
export const clearCall = (call: string, note: string) => ask(`${call}/clearing`, { note });
