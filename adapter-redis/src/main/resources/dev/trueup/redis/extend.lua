-- Lets a lease begin anew, if it is still this owner's. ARGV: owner, length in milliseconds.
if redis.call('GET', KEYS[1]) ~= ARGV[1] then
  return 'NO'
end
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return 'YES'
