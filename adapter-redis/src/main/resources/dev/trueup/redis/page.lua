-- Takes a ticket for a page. KEYS: incarnation of the cache. ARGV: incarnation for a new life.
local now = micros()
local incarnation = ask('GET', KEYS[1])
if not incarnation or not is_incarnation(incarnation) then
  incarnation = ARGV[1]
  redis.call('SET', KEYS[1], incarnation)
end
return pad(now) .. incarnation
