-- Begins a lease anew. KEYS: event. ARGV: retention in milliseconds, owner, epoch, lease in microseconds.
local now = micros()
local event = event_at(KEYS[1])
if held(event, ARGV[3], ARGV[2]) ~= 'P' then
  return pad(now) .. refused(event)
end
event.ends = now + tonumber(ARGV[4])
keep(KEYS[1], event, ARGV[1])
return pad(now) .. 'OK'
