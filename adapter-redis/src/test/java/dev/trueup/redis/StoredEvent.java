package dev.trueup.redis;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.trueup.protocol.ClaimState;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;

/** The bytes that Redis has to hold of an event, written down once more. */
final class StoredEvent {

    private StoredEvent() {}

    static byte[] of(ClaimState state) {
        String letter =
                switch (state.phase()) {
                    case PROCESSING -> "P";
                    case FAILED -> "F";
                    case DONE -> "D";
                    case DEAD -> "X";
                };
        String progress = letter.equals("D")
                ? ""
                : " " + state.attempts() + " " + ChronoUnit.MICROS.between(Instant.EPOCH, state.until());
        return of("1" + letter + state.epoch() + progress + ":" + digest(state.fingerprint(), 16)
                + digest(state.owner(), 8));
    }

    /** One byte for each character. */
    static byte[] of(String text) {
        return text.getBytes(ISO_8859_1);
    }

    static String text(byte[] value) {
        return new String(value, ISO_8859_1);
    }

    private static String digest(String text, int length) {
        return text(Arrays.copyOf(Script.digest("SHA-256", text), length));
    }
}
