package dev.trueup.postgres;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Text in the form in which PostgreSQL can hold it. It refuses U+0000, and half of a surrogate pair has no UTF-8 form, so
 * both are written as an escape behind a backslash, and a backslash as two. Everything else stands as it is. Stateless.
 */
final class Text {

    /** An index takes rows of up to 2,700 bytes, and three keys of this length in the worst case. */
    private static final int LONGEST_KEY = 800;

    private Text() {}

    static String stored(String text) {
        if (text.chars().noneMatch(c -> c == '\\' || c == 0 || Character.isSurrogate((char) c))) {
            return text;
        }
        StringBuilder out = new StringBuilder(text.length() + 16);
        text.codePoints().forEach(c -> {
            if (c == '\\') {
                out.append("\\\\");
            } else if (c == 0 || c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE) {
                out.append("\\u").append(HexFormat.of().toHexDigits((char) c));
            } else {
                out.appendCodePoint(c);
            }
        });
        return out.toString();
    }

    /** The text that was {@link #stored}; what somebody else wrote is taken as well as can be. */
    static String read(String stored) {
        if (stored.indexOf('\\') < 0) {
            return stored;
        }
        StringBuilder out = new StringBuilder(stored.length());
        for (int i = 0; i < stored.length(); i++) {
            char c = stored.charAt(i);
            if (isEscape(stored, i)) {
                out.append((char) HexFormat.fromHexDigits(stored, i + 2, i + 6));
                i += 5;
            } else {
                if (c == '\\') {
                    i++;
                }
                out.append(i < stored.length() ? stored.charAt(i) : c);
            }
        }
        return out.toString();
    }

    private static boolean isEscape(String stored, int at) {
        return stored.startsWith("\\u", at)
                && at + 6 <= stored.length()
                && stored.substring(at + 2, at + 6).chars().allMatch(HexFormat::isHexDigit);
    }

    /** What stands for the text in a key: two texts never have the same, and none is too long for an index. */
    static String key(String text) {
        String stored = stored(text);
        if (stored.getBytes(UTF_8).length <= LONGEST_KEY) {
            return stored;
        }
        return "\\#" + HexFormat.of().formatHex(sha256(stored));
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java has it
        }
    }
}
