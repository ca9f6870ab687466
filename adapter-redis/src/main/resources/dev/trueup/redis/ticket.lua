-- Takes a ticket. KEYS: record. ARGV: maximum age of tickets in microseconds, incarnation for a new life.
local now = micros()
local before = state(KEYS[1])
local keep = 2 * tonumber(ARGV[1])
local number = now
local incarnation = ARGV[2]
local applied = 0
if before then
  number = math.max(before.last + 1, now)
  incarnation = before.incarnation
  applied = before.applied
end
if before and now < before.expires then
  redis.call('SETRANGE', KEYS[1], 1, pad(number))
  redis.call('PEXPIRE', KEYS[1], millis(math.max(before.expires - now, keep)))
else
  redis.call('SET', KEYS[1], header(number, applied, 0, incarnation) .. 'N', 'PX', millis(keep))
end
return pad(now) .. pad(number) .. incarnation
