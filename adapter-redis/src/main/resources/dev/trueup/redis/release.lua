-- Gives an event back undone. KEYS: event. ARGV: retention in milliseconds, owner, epoch, how long nobody may claim it in
-- microseconds.
local now = micros()
local event = event_at(KEYS[1])
local phase = held(event, ARGV[3], ARGV[2])
if phase == 'F' then
  return pad(now) .. 'OK'
end
if phase == 'P' then
  event.phase = 'F'
  event.ends = now + tonumber(ARGV[4])
  keep(KEYS[1], event, ARGV[1])
  return pad(now) .. 'OK'
end
return pad(now) .. refused(event)
