package dev.trueup.model;

/**
 * A field of a user's record that differs, found by a run. Values are left out, because reports are kept and sent on; a
 * check of the user shows them. Immutable and thread-safe.
 *
 * @param user whose record it is
 * @param field what differs, as in {@link Difference}
 * @param source who says otherwise
 */
public record Drift(UserId user, String field, Source source) {

    /** The field without the ids in it: {@code subscriptions[sub_1].status} is of the kind {@code subscriptions.status}. */
    public String kind() {
        return field.replaceAll("\\[[^\\]]*\\]", "");
    }
}
