-- Gives a lease back, if it is still this owner's. ARGV: owner.
if redis.call('GET', KEYS[1]) ~= ARGV[1] then
  return 'NO'
end
redis.call('DEL', KEYS[1])
return 'YES'
