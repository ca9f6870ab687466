package dev.trueup.memory;

import dev.trueup.model.UserId;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * One number for each user in a fixed room, 0 at first. Users whose hashes fall together share a number, so it fits only
 * where taking another user's change for one's own errs on the safe side. Thread-safe.
 */
final class UserNumbers {

    /** A power of two; 128 kB. A thousand changes at a time meet another user's number once in 16. */
    private static final int ROOM = 1 << 14;

    private final AtomicLongArray numbers = new AtomicLongArray(ROOM);

    long get(UserId user) {
        return numbers.get(place(user));
    }

    /** Raises the number to this value, if it is lower. */
    void raise(UserId user, long value) {
        numbers.accumulateAndGet(place(user), value, Math::max);
    }

    /** Raises the number by one and returns what it was before. */
    long getAndIncrement(UserId user) {
        return numbers.getAndIncrement(place(user));
    }

    private static int place(UserId user) {
        int hash = user.hashCode();
        return (hash ^ hash >>> 15) & (ROOM - 1);
    }
}
