import type { Adapter, LineMeaning } from '../input/adapter';
import type { Line } from '../input/lines';

/** What a line says. The end of a file that breaks off within a line is its own kind of fault. */
export function lineMeaning(adapter: Adapter, line: Line): LineMeaning {
  const said = adapter.read(line.bytes.toString('utf8'));
  if (line.isWhole || said.faults.length === 0) return said;
  const detail = line.trouble ?? 'the line has no end';
  return { ...said, faults: [{ code: 'LINE_TRUNCATED', detail }] };
}
