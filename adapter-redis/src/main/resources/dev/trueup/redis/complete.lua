-- Notes that an event is done. KEYS: event. ARGV: retention in milliseconds, owner, epoch.
local now = micros()
local event = event_at(KEYS[1])
local phase = held(event, ARGV[3], ARGV[2])
if phase == 'D' then
  return pad(now) .. 'OK'
end
if phase == 'P' or phase == 'X' then
  event.phase = 'D'
  keep(KEYS[1], event, ARGV[1])
  return pad(now) .. 'OK'
end
return pad(now) .. refused(event)
