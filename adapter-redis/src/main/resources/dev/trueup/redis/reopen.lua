-- Lets an event that failed or was given up be claimed at once. KEYS: event. ARGV: retention in milliseconds.
local now = micros()
local event = event_at(KEYS[1])
if not event then
  return pad(now) .. 'OPEN'
end
if event.phase == 'D' or (event.phase == 'P' and now < event.ends) then
  return pad(now) .. 'SHUT'
end
event.phase = 'F'
event.attempts = 0
event.ends = now
keep(KEYS[1], event, ARGV[1])
return pad(now) .. 'OPEN'
