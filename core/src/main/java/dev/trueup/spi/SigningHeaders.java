package dev.trueup.spi;

import dev.trueup.model.WebhookRejectedException;
import dev.trueup.model.WebhookRejectedException.Reason;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the headers that carry a signature. Whatever comes, the work is small: a header of more than 4,096 characters or
 * 16 items, over all times that it stands in the request, is refused before anything is computed, and so is one with
 * characters other than printable ASCII, which no sender uses. Nothing but functions; thread-safe.
 */
public final class SigningHeaders {

    private static final int MAX_LENGTH = 4096;
    private static final int MAX_ITEMS = 16;

    private SigningHeaders() {}

    /**
     * The items of a header that is a list, over all times that it stands there, without the blanks around them. Empty
     * items are left out, but count.
     *
     * @param values as they came
     * @throws WebhookRejectedException if there is none, or if they are too long, too many, or not ASCII
     */
    public static List<String> items(List<String> values, char separator) {
        check(values);
        List<String> items = new ArrayList<>();
        int seen = 0;
        for (String value : values) {
            for (int from = 0; from <= value.length(); ) {
                int to = value.indexOf(separator, from);
                int end = to < 0 ? value.length() : to;
                String item = value.substring(from, end).strip();
                if (++seen > MAX_ITEMS) {
                    throw new WebhookRejectedException(Reason.HEADER_MALFORMED);
                }
                if (!item.isEmpty()) {
                    items.add(item);
                }
                from = end + 1;
            }
        }
        return items;
    }

    /**
     * The value of a header that is no list. If it stands there more than once, it must say the same each time.
     *
     * @param values as they came
     * @throws WebhookRejectedException if there is none, if they differ, or if they are too long or not ASCII
     */
    public static String value(List<String> values) {
        check(values);
        String value = values.get(0);
        if (values.stream().anyMatch(other -> !other.equals(value))) {
            throw new WebhookRejectedException(Reason.HEADER_MALFORMED);
        }
        return value;
    }

    private static void check(List<String> values) {
        if (values.isEmpty()) {
            throw new WebhookRejectedException(Reason.HEADER_MISSING);
        }
        int length = 0;
        for (String value : values) {
            length += value.length();
            if (length > MAX_LENGTH || !isPrintableAscii(value)) {
                throw new WebhookRejectedException(Reason.HEADER_MALFORMED);
            }
        }
    }

    private static boolean isPrintableAscii(String value) {
        for (int i = 0; i < value.length(); i++) {
            if (value.charAt(i) < ' ' || value.charAt(i) > '~') {
                return false;
            }
        }
        return true;
    }
}
