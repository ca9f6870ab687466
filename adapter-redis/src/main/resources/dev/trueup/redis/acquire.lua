-- Takes a lease, if nobody has it. ARGV: owner, length in milliseconds.
return redis.call('SET', KEYS[1], ARGV[1], 'NX', 'PX', ARGV[2]) and 'YES' or 'NO'
