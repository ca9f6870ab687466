package dev.trueup.model;

import java.text.Normalizer;
import org.jspecify.annotations.Nullable;

/** Text as Stripe takes it, so that what was sent compares equal to what comes back. Applying it twice changes nothing. */
final class BillingText {

    /** Stripe documents no limit for names and takes 256 characters; how it counts beyond the BMP is not known. */
    private static final int LONGEST_NAME = 256;

    private static final int LONGEST_EMAIL = 512;

    private BillingText() {}

    /** Without unseen control characters and halves of characters, in normal form C, trimmed and cut. */
    static @Nullable String name(String text) {
        StringBuilder clean = new StringBuilder(text.length());
        text.codePoints().filter(it -> !isBroken(it)).forEach(it -> clean.appendCodePoint(isBreak(it) ? ' ' : it));
        String name = cut(Normalizer.normalize(clean, Normalizer.Form.NFC).strip());
        return name.isEmpty() ? null : name;
    }

    /** The address if it can be one at all. */
    static @Nullable String email(String text) {
        String email = text.strip();
        boolean possible = email.length() <= LONGEST_EMAIL
                && email.indexOf('@') > 0
                && email.indexOf('@') < email.length() - 1
                && email.codePoints().noneMatch(it -> isBroken(it) || Character.isWhitespace(it));
        return possible ? email : null;
    }

    private static String cut(String name) {
        if (name.length() <= LONGEST_NAME) {
            return name;
        }
        int end = Character.isHighSurrogate(name.charAt(LONGEST_NAME - 1)) ? LONGEST_NAME - 1 : LONGEST_NAME;
        return name.substring(0, end).strip();
    }

    private static boolean isBroken(int codePoint) {
        boolean halfCharacter = Character.getType(codePoint) == Character.SURROGATE;
        return halfCharacter || (Character.isISOControl(codePoint) && !isBreak(codePoint));
    }

    private static boolean isBreak(int codePoint) {
        return codePoint == '\t' || codePoint == '\n' || codePoint == '\r';
    }
}
