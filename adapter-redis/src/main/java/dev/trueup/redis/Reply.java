package dev.trueup.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * What a script says of a step that has to do with time. Immutable and thread-safe.
 *
 * @param micros when it took the step, in microseconds since 1970 by Redis' clock; comes first, 16 digits wide
 * @param words the rest
 */
record Reply(long micros, String words) {

    static Reply of(Answer<byte[]> answer) {
        String text = text(answer);
        return new Reply(Long.parseLong(text.substring(0, 16)), text.substring(16));
    }

    /** What a script says that has nothing to do with time. */
    static String text(Answer<byte[]> answer) {
        return answer.value() == null ? "" : new String(answer.value(), UTF_8);
    }
}
