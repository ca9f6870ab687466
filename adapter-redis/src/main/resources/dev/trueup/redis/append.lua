-- Writes an entry behind all others, and lets the journal begin its time anew. ARGV: entry, time in milliseconds.
redis.call('RPUSH', KEYS[1], ARGV[1])
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return 'YES'
