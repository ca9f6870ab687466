-- Claims an event. KEYS: event. ARGV: retention in milliseconds, owner, fingerprint, lease in microseconds, maximum of
-- attempts, fingerprint of a body that nobody has seen.
local now = micros()
local event = event_at(KEYS[1])
if event then
  if event.fingerprint ~= ARGV[3] and event.fingerprint ~= ARGV[6] and ARGV[3] ~= ARGV[6] then
    return pad(now) .. 'MISMATCH'
  end
  if event.phase == 'D' then
    return pad(now) .. 'DONE'
  end
  if event.phase == 'X' then
    return pad(now) .. string.format('DEAD %.0f', event.epoch)
  end
  if now < event.ends then
    if event.phase == 'P' and event.owner == ARGV[2] then
      return pad(now) .. string.format('CLAIMED %.0f %.0f', event.epoch, event.ends - now)
    end
    return pad(now) .. string.format('BUSY %.0f', event.ends - now)
  end
  if event.attempts >= tonumber(ARGV[5]) then
    event.phase = 'X'
    event.ends = now
    keep(KEYS[1], event, ARGV[1])
    return pad(now) .. string.format('DEAD %.0f', event.epoch)
  end
end
local lease = tonumber(ARGV[4])
local claimed = {
  phase = 'P',
  epoch = (event and event.epoch or 0) + 1,
  attempts = (event and event.attempts or 0) + 1,
  ends = now + lease,
  owner = ARGV[2],
  fingerprint = event and ARGV[3] == ARGV[6] and event.fingerprint or ARGV[3],
}
keep(KEYS[1], claimed, ARGV[1])
return pad(now) .. string.format('CLAIMED %.0f %.0f', claimed.epoch, lease)
