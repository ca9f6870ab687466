-- Points from a customer to its user, unless it points to another user already: this is sent before it is known whether
-- the user's record was put, and a put that was refused must not move a pointer. KEYS: pointer. ARGV: user, life in
-- milliseconds, then ANYWAY once the record is known to be put.
local owner = ask('GET', KEYS[1])
if owner and owner ~= ARGV[1] and ARGV[3] ~= 'ANYWAY' then
  return 'OTHER'
end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 'OK'
