-- Puts a finding. KEYS: record. ARGV: scope of the ticket (RECORD or CACHE), its incarnation, its number, maximum age of
-- tickets and time to live in microseconds, incarnation for a new life, the finding.
-- The incarnation of a CACHE ticket belongs to another key, which the caller compares.
local now = micros()
local before = state(KEYS[1])
local number = tonumber(ARGV[3])
local age = tonumber(ARGV[4])
local live = tonumber(ARGV[5])
if ARGV[1] == 'RECORD' and (not before or before.incarnation ~= ARGV[2]) then
  return pad(now) .. 'LOST'
end
if now - number > age then
  return pad(now) .. 'TOO_OLD'
end
if before and number <= before.applied then
  return pad(now) .. 'STALE'
end
local last = number
local incarnation = ARGV[6]
if before then
  last = math.max(number, before.last)
  incarnation = before.incarnation
end
redis.call('SET', KEYS[1], header(last, number, now + live, incarnation) .. ARGV[7], 'PX', millis(math.max(live, 2 * age)))
return pad(now) .. 'OK'
