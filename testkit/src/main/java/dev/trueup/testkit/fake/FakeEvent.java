package dev.trueup.testkit.fake;

import dev.trueup.model.Source;
import java.nio.charset.StandardCharsets;

/**
 * A webhook event that a fake keeps in its journal, as the provider would send it. Immutable and thread-safe.
 *
 * <p>{@link #toString()} leaves the body out, since e-mail addresses are in it.
 *
 * @param number its place in the journal: 1 for the first event of the fake, and no number twice
 * @param source who sends it: {@link Source#STRIPE} or {@link Source#CLERK}
 * @param id Stripe's {@code evt_…}; for Clerk the {@code msg_…} that becomes the {@code svix-id}. The same over all
 *     attempts to deliver
 * @param type as the provider names it, for example {@code customer.subscription.updated} or {@code user.deleted}
 * @param subject the id of the object that it is about
 * @param body the JSON text
 */
public record FakeEvent(long number, Source source, String id, String type, String subject, String body) {

    /** The body as it goes over the line, in UTF-8. */
    public byte[] bytes() {
        return body.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return source + " event " + number + " " + id + " " + type + " of " + subject;
    }
}
