package dev.trueup.stripe;

import com.stripe.exception.StripeException;
import com.stripe.model.HasId;
import com.stripe.model.StripeCollection;
import com.stripe.net.RequestOptions;
import dev.trueup.model.Span;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A list of one Stripe account, read a page at a time. Immutable.
 *
 * @param name what it holds
 * @param endpoint where it is
 * @param created when an entry says that it was created
 */
record StripeList<T extends HasId>(String name, Endpoint endpoint, Function<T, @Nullable Long> created) {

    /** The longest page that Stripe tells. */
    static final long LIMIT = 100;

    /** Asks for a part of a list. */
    interface Asking<T extends HasId> {
        StripeCollection<T> send(Cursor.Window window, RequestOptions options) throws StripeException;
    }

    /** A page of a list. An object that left the list since it was told is no reason to lose one's place. */
    StripeCollection<T> page(
            Span span, @Nullable Cursor after, StripeRequests requests, Deadline deadline, Asking<T> asking) {
        Answer<StripeCollection<T>> answer =
                requests.send(endpoint, name, deadline, options -> asking.send(Cursor.Window.of(span, after), options));
        if (after != null && answer.is(Refusal.Kind.LOST_PLACE)) {
            answer = requests.send(
                    endpoint, name, deadline, options -> asking.send(Cursor.Window.around(span, after), options));
        }
        StripeCollection<T> page = answer.orThrow(name);
        StripeRequests.requireUsable(page, name);
        return page;
    }

    /** Where the page after this one begins, if there is one; it has to be further on than this one began. */
    @Nullable
    String next(StripeCollection<T> page, @Nullable Cursor before) {
        if (!page.getHasMore()) {
            return null;
        }
        Long second = page.getData().stream()
                .map(created)
                .filter(Objects::nonNull) // a deleted customer has none
                .reduce((one, next) -> next)
                .orElseThrow(() -> Refusal.unreadable(name, "the list does not end"));
        T last = page.getData().get(page.getData().size() - 1);
        Cursor next = Cursor.behind(last, second, name);
        if (before != null && (next.id().equals(before.id()) || next.second() > before.second())) {
            throw Refusal.unreadable(name, "the list does not go on");
        }
        return next.toString();
    }
}
