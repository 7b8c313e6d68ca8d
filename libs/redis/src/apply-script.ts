/**
 * Applies a slice of the log to a generation of read models: all of it, or nothing.
 *
 * KEYS  1 position · 2 live pointer · 3 queued offset · 4 notifier's queue · 5… keys of the changes
 * ARGV  1 from · 2 to · 3 generation · 4 channel · 5 note · 6 last offset · 7 entries of the queue at most
 *       8… changes: SET key value · RANK key score member · UNRANK key member
 *                   ADD key max count (offset entry)… · TELL offset notice  (key: its place in KEYS)
 *
 * Notices go into the queue only above the queued offset, which a shard with a queue always has.
 *
 * The id of an entry is its offset; the part after it is 1, because 0-0 is no id. A history is cut once, behind its
 * last entry.
 *
 * The position is written first: where Redis is out of memory that write is refused, and nothing has
 * happened. A change that fails afterwards means that a key holds something foreign: the position goes,
 * so that the generation counts as broken and is built anew.
 */
export const applyScript = `
local stored = redis.call('GET', KEYS[1]) or ''
if stored ~= ARGV[1] then return {'moved', stored} end
redis.call('SET', KEYS[1], ARGV[2])

local function change()
  local at = 8
  local marked = redis.call('GET', KEYS[3])
  local queued = tonumber(marked or '-1')
  while at <= #ARGV do
    local what = ARGV[at]
    if what == 'TELL' then
      if tonumber(ARGV[at + 1]) > queued then
        redis.call('XADD', KEYS[4], 'MAXLEN', '~', ARGV[7], '*', 'offset', ARGV[at + 1], 'notice', ARGV[at + 2])
      end
      at = at + 3
    else
      local key = KEYS[tonumber(ARGV[at + 1])]
      if what == 'SET' then
        redis.call('SET', key, ARGV[at + 2])
        at = at + 3
      elseif what == 'RANK' then
        redis.call('ZADD', key, ARGV[at + 2], ARGV[at + 3])
        at = at + 4
      elseif what == 'UNRANK' then
        redis.call('ZREM', key, ARGV[at + 2])
        at = at + 3
      elseif what == 'ADD' then
        local most = ARGV[at + 2]
        local last = at + 2 + 2 * tonumber(ARGV[at + 3])
        for entry = at + 4, last - 2, 2 do
          redis.call('XADD', key, ARGV[entry] .. '-1', 'entry', ARGV[entry + 1])
        end
        redis.call('XADD', key, 'MAXLEN', '=', most, ARGV[last] .. '-1', 'entry', ARGV[last + 1])
        at = last + 2
      else
        error('no such change: ' .. what)
      end
    end
  end
  if marked and tonumber(ARGV[6]) > queued then redis.call('SET', KEYS[3], ARGV[6]) end
end

local done, fault = pcall(change)
if not done then
  redis.call('DEL', KEYS[1])
  return {'broken', type(fault) == 'table' and fault.err or tostring(fault)}
end
if ARGV[5] ~= '' and redis.call('GET', KEYS[2]) == ARGV[3] then
  redis.call('PUBLISH', ARGV[4], ARGV[5])
end
return {'applied', ARGV[2]}
`;

/**
 * Points readers at a generation, if it stands where the caller believes.
 * KEYS 1 live pointer · 2 next pointer · 3 position · ARGV 1 generation · 2 position
 */
export const pointScript = `
if (redis.call('GET', KEYS[3]) or '') ~= ARGV[2] then return 0 end
redis.call('SET', KEYS[1], ARGV[1])
if redis.call('GET', KEYS[2]) == ARGV[1] then redis.call('DEL', KEYS[2]) end
return 1
`;
