-- Shared by the scripts of customer records.

local HEADER = 62 -- version (1), last ticket, applied ticket, expiry (16 each), incarnation (12), kind (1)

local function millis(span)
  return string.format('%.0f', math.ceil(span / 1000))
end

local function is_incarnation(text)
  return #text == 12 and not string.find(text, '[^%w_-]')
end

-- What the key holds, or nil. A value of another type, version or shape counts as none, so that it is written over.
local function state(key)
  local text = ask('GETRANGE', key, 0, HEADER - 1)
  if not text or not string.find(text, '^1' .. string.rep('%d', 48) .. '[%w_-]+[LGN]$') then
    return nil
  end
  local found = {
    last = tonumber(string.sub(text, 2, 17)),
    applied = tonumber(string.sub(text, 18, 33)),
    expires = tonumber(string.sub(text, 34, 49)),
    incarnation = string.sub(text, 50, -2),
  }
  local counts = found.applied <= found.last and found.last < LARGEST and found.expires < LARGEST
  return counts and is_incarnation(found.incarnation) and found or nil
end

local function header(last, applied, expires, incarnation)
  return '1' .. pad(last) .. pad(applied) .. pad(expires) .. incarnation
end
