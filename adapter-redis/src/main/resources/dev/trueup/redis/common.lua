-- Shared by all scripts. Numbers are microseconds since 1970, exact as Lua's doubles until 2^53, in the year 2255.

local LARGEST = 9007199254740991

local function micros()
  local time = redis.call('TIME')
  return time[1] * 1000000 + time[2]
end

-- Padded, so that every number has the same width also before 2001.
local function pad(number)
  return string.format('%016.0f', number)
end

-- What a reading command tells, or nil if the key holds nothing or another type. Other errors, such as a missing
-- permission, must not look like a missing value, so asking again raises them.
local function ask(...)
  local reply = redis.pcall(...)
  if type(reply) == 'table' and not string.find(reply.err or '', 'WRONGTYPE', 1, true) then
    reply = redis.call(...)
  end
  return type(reply) == 'string' and reply or nil
end
