package dev.trueup.model;

import java.io.IOException;
import java.io.InputStream;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A webhook as it came over HTTP: the raw bytes of its body, before anything has parsed or decoded them, and its
 * headers. Nothing in it is checked yet. Its string form tells neither. Not to be changed by anyone; then thread-safe.
 *
 * @param body the bytes that the signature was made over
 * @param headers gives all values of a header, in their order, for its name in upper or lower case
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, and copied by nobody: it may have a megabyte
public record WebhookRequest(byte[] body, Function<String, List<String>> headers) {

    /**
     * The longest body that is looked at, 1 MiB: Stripe's and Clerk's are far shorter. A verifier refuses a longer one
     * before it computes anything, so a host need not read more than one byte beyond.
     */
    public static final int MAX_BODY_BYTES = 1 << 20;

    /** A request whose headers are a map from name to values, as most frameworks have it; the map is copied. */
    public static WebhookRequest of(byte[] body, Map<String, ? extends Collection<String>> headers) {
        Map<String, List<String>> copy = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        headers.forEach((name, values) -> copy.put(name, List.copyOf(values)));
        return new WebhookRequest(body, name -> copy.getOrDefault(name, List.of()));
    }

    /** A request whose headers are looked up one by one, as {@code HttpServletRequest::getHeader} does. */
    public static WebhookRequest of(byte[] body, Function<String, @Nullable String> header) {
        return new WebhookRequest(body, name -> {
            String value = header.apply(name);
            return value == null ? List.of() : List.of(value);
        });
    }

    /** All values of a header, in their order. */
    public List<String> header(String name) {
        return headers.apply(name);
    }

    /**
     * Reads a body, at most one byte more than {@link #MAX_BODY_BYTES}, so that a longer one is refused but costs
     * nothing. The stream stays open; its time limit is the host's.
     */
    public static byte[] read(InputStream body) throws IOException {
        return body.readNBytes(MAX_BODY_BYTES + 1);
    }

    /** The length of the body alone. */
    @Override
    public String toString() {
        return "WebhookRequest[" + body.length + " bytes]";
    }
}
