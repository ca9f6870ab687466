package dev.trueup.spi;

import dev.trueup.model.CustomerId;
import dev.trueup.model.EventKey;
import dev.trueup.model.UserId;
import java.nio.charset.StandardCharsets;

/**
 * Where in a shared store the keys of one Stripe account and mode live. Two different namespaces, and two different ids
 * within one, never share a key: ids are escaped, so that none can reach into another's. Immutable and thread-safe.
 *
 * @param prefix what sets Trueup's keys apart from other keys in the store; letters, digits, {@code _} and {@code -}
 * @param account the Stripe account, or a name for it; letters, digits, {@code _} and {@code -}
 * @param live {@code true} for live mode, {@code false} for test mode
 */
public record Namespace(String prefix, String account, boolean live) {

    /** Prefix {@code trueup}, account {@code default}, live mode. */
    public static final Namespace DEFAULT = new Namespace("trueup", "default", true);

    /**
     * Checks the names.
     *
     * @throws IllegalArgumentException if one is empty or has another character than those allowed
     */
    public Namespace {
        requireName("prefix", prefix);
        requireName("account", account);
    }

    /** The key of a user's record. */
    public String userKey(UserId user) {
        return key("u", user.value());
    }

    /** The key under which the user of a customer is noted. */
    public String customerKey(CustomerId customer) {
        return key("c", customer.value());
    }

    /** The key of a webhook event. */
    public String eventKey(EventKey event) {
        String account = event.account() == null ? "" : escaped(event.account()) + ':';
        return key("e", account, event.source() + "-" + event.id());
    }

    /** The key of a lease. */
    public String leaseKey(String task) {
        return key("l", task);
    }

    /** The key of what a run over many customers says of itself. */
    public String runKey(String run) {
        return key("r", run);
    }

    /** The key of what a run has read so far. */
    public String journalKey(String run) {
        return key("j", run);
    }

    /** The key of something that the whole cache has once. */
    public String ownKey(String name) {
        return key("o", name);
    }

    private String key(String kind, String id) {
        return key(kind, "", id);
    }

    private String key(String kind, String within, String id) {
        return prefix + ':' + account + ':' + (live ? "live" : "test") + ':' + kind + ':' + within + escaped(id);
    }

    /** Escapes every byte of the UTF-8 form that is not a letter, a digit, {@code _} or {@code -}; one to one. */
    private static String escaped(String id) {
        StringBuilder out = new StringBuilder(id.length());
        for (byte b : id.getBytes(StandardCharsets.UTF_8)) {
            if (isPlain(b)) {
                out.append((char) b);
            } else {
                out.append('%').append(Character.forDigit(b >> 4 & 0xf, 16)).append(Character.forDigit(b & 0xf, 16));
            }
        }
        return out.toString();
    }

    private static boolean isPlain(int c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
    }

    private static void requireName(String field, String name) {
        if (name.isEmpty() || !name.chars().allMatch(Namespace::isPlain)) {
            throw new IllegalArgumentException(
                    field + " must be letters, digits, _ and - only but is \"" + escaped(name) + "\"");
        }
    }
}
