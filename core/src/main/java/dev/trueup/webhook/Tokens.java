package dev.trueup.webhook;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;

/** Short names: who owns a claim, and which body an event came with. Each stands for 128 bits in 22 letters. */
final class Tokens {

    private static final int BYTES = 16;
    private static final SecureRandom RANDOM = new SecureRandom();

    private Tokens() {}

    /** A name that nobody else has. */
    static String owner() {
        byte[] random = new byte[BYTES];
        RANDOM.nextBytes(random);
        return text(random);
    }

    /** A name for a body, the same for the same bytes. */
    static String fingerprint(byte[] body) {
        try {
            return text(Arrays.copyOf(MessageDigest.getInstance("SHA-256").digest(body), BYTES));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static String text(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
