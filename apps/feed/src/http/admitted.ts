import type { Position } from '@stakelog/contracts';
import { Problem } from '@stakelog/runtime';
import type { Admission } from '../session/fact-door';
import { inTime } from './in-time';

/** The place of each fact of a post; a problem that names the fact where one is refused. */
export async function admitted(admitting: Promise<Admission>): Promise<readonly Position[]> {
  const admission = await inTime(admitting);
  if (admission.status === 'written') return admission.positions;
  const { index, why, detail } = admission.fact;
  const [path] = detail.split(':');
  const errors = [{ path: `${index}.${path}`, code: 'FACT_INVALID', detail }];
  throw why === 'invalid'
    ? new Problem('invalid-request', `fact ${index}: ${detail}; nothing was written`, { errors })
    : new Problem('source-id-reused', `fact ${index}: ${detail}; its fixture is suspended`);
}
