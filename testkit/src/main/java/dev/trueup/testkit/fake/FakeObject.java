package dev.trueup.testkit.fake;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collections;
import org.jspecify.annotations.Nullable;

/**
 * An object of {@link FakeStripe} that hangs on a customer (a checkout session, an invoice, a charge…) while a test
 * describes it.
 *
 * <p>Valid only inside the call that hands it out, and for its thread.
 */
public final class FakeObject {

    private final ObjectNode json;

    FakeObject(ObjectNode json) {
        this.json = json;
    }

    /** Forces the id, for example {@code in_1}; only while it is being created. */
    public FakeObject id(String forced) {
        return set("id", forced);
    }

    /**
     * Sets whose it is, or nobody's.
     *
     * @throws IllegalArgumentException for a dispute, which has no such field
     */
    public FakeObject customer(@Nullable String customer) {
        return set("customer", customer);
    }

    /**
     * Sets one field of it.
     *
     * @param field as Stripe names it, for example {@code status}, {@code client_reference_id} or {@code charge}
     * @param value text, number, boolean, list or map, or {@code null}
     * @throws IllegalArgumentException when the fake shows no such field
     */
    public FakeObject set(String field, @Nullable Object value) {
        if (!json.has(field) || field.equals("object")) {
            throw new IllegalArgumentException("a " + json.path("object").asText() + " has no field " + field);
        }
        json.set(field, Json.of(Collections.singletonMap(field, value)).path(field));
        return this;
    }

    /** Sets one metadata value. */
    public FakeObject metadata(String key, String value) {
        json.withObjectProperty("metadata").put(key, value);
        return this;
    }

    ObjectNode json() {
        return json;
    }
}
