-- Shared by the scripts of webhook events.
--
-- A value is '1' (the version), a letter for the phase (P processing, F failed, X dead, D done), the epoch, unless it is
-- done a blank, the attempts, a blank and until when it cannot be claimed, then ':', the fingerprint (16 bytes) and the
-- owner (8 bytes). Both are digests, because they are only compared. They come last, so that no truncated value passes.

-- What the key holds, or nil. A value of another type, version or shape counts as none, so that it is written over.
local function event_at(key)
  local head, fingerprint, owner =
    string.match(ask('GET', key) or '', '^1([^:]+):(' .. string.rep('.', 16) .. ')(' .. string.rep('.', 8) .. ')$')
  local phase, epoch, attempts, ends = string.match(head or '', '^([PFX])(%d+) (%d+) (%d+)$')
  if not phase then
    phase, epoch = string.match(head or '', '^(D)(%d+)$')
  end
  if not phase then
    return nil
  end
  local event = {
    phase = phase,
    epoch = tonumber(epoch),
    attempts = tonumber(attempts or 0),
    ends = tonumber(ends or 0),
    fingerprint = fingerprint,
    owner = owner,
  }
  return event.epoch < LARGEST and event.attempts < 2147483648 and event.ends < LARGEST and event or nil
end

-- Keeps an event for the retention, in milliseconds. One that is done is to be short: it is kept for long.
local function keep(key, event, retention)
  local progress = event.phase == 'D' and '' or string.format(' %.0f %.0f', event.attempts, event.ends)
  local head = string.format('1%s%.0f', event.phase, event.epoch)
  redis.call('SET', key, head .. progress .. ':' .. event.fingerprint .. event.owner, 'PX', retention)
end

-- The phase of an event as far as a claim has a say in it, or nil if the claim is not the current one.
local function held(event, epoch, owner)
  return event and event.epoch == tonumber(epoch) and event.owner == owner and event.phase or nil
end

local function refused(event)
  return event and event.phase == 'D' and 'ALREADY' or 'FENCED'
end
