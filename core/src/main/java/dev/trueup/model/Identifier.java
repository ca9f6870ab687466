package dev.trueup.model;

/** The rules that every id from outside has to pass before it may become part of a key, a URL or a log line. */
final class Identifier {

    /** Stripe documents 255 characters as the longest object id; Clerk's are far shorter. */
    private static final int MAX_LENGTH = 255;

    private Identifier() {}

    static String require(String field, String value) {
        if (value.isBlank()) {
            throw new IllegalArgumentException(field + " must not be blank");
        }
        if (value.length() > MAX_LENGTH) {
            throw new IllegalArgumentException(field + " must have at most " + MAX_LENGTH + " characters but has "
                    + value.length() + ": " + printable(value));
        }
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (Character.isISOControl(c)) {
                throw new IllegalArgumentException(field + " must not contain control characters: " + printable(value));
            }
            if (Character.isSurrogate(c)) {
                // A lone surrogate has no UTF-8 form: two different ids would become one key.
                boolean paired = Character.isHighSurrogate(c)
                        && i + 1 < value.length()
                        && Character.isLowSurrogate(value.charAt(i + 1));
                if (!paired) {
                    throw new IllegalArgumentException(
                            field + " must not contain unpaired surrogates: " + printable(value));
                }
                i++;
            }
        }
        return value;
    }

    /** The value as it may stand in one line of a log: short, and with all that is unseen or turns the line escaped. */
    private static String printable(String value) {
        StringBuilder out = new StringBuilder("\"");
        value.chars().limit(40).forEach(c -> {
            if (isUnseen(c)) {
                out.append("\\u").append(Character.forDigit(c >> 12 & 0xf, 16));
                out.append(Character.forDigit(c >> 8 & 0xf, 16));
                out.append(Character.forDigit(c >> 4 & 0xf, 16));
                out.append(Character.forDigit(c & 0xf, 16));
            } else {
                out.append((char) c);
            }
        });
        return out.append(value.length() > 40 ? "…\"" : "\"").toString();
    }

    private static boolean isUnseen(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE -> true;
            default -> false;
        };
    }
}
