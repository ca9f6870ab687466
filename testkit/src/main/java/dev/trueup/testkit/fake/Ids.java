package dev.trueup.testkit.fake;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Ids that look like the providers' own: unique, and in no order that a test could lean on by accident. */
final class Ids {

    private static final String DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final int LENGTH = 14;

    // Odd, so that multiplying is a permutation of all longs and no two counts collide.
    private static final long SCRAMBLE = 0x9E3779B97F4A7C15L;

    private final AtomicLong count = new AtomicLong();

    String next(String prefix) {
        long rest = count.incrementAndGet() * SCRAMBLE;
        StringBuilder id = new StringBuilder(prefix);
        for (int digit = 0; digit < LENGTH; digit++) {
            id.append(DIGITS.charAt((int) Long.remainderUnsigned(rest, DIGITS.length())));
            rest = Long.divideUnsigned(rest, DIGITS.length());
        }
        return id.toString();
    }

    /** The id that a test forces, unless it is taken; else a new one. */
    String next(String prefix, @Nullable String forced, Predicate<String> taken) {
        if (forced == null) {
            return next(prefix);
        }
        if (taken.test(forced)) {
            throw new IllegalArgumentException("this id is taken: " + forced);
        }
        return forced;
    }
}
