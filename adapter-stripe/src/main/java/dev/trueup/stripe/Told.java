package dev.trueup.stripe;

import dev.trueup.model.Page;
import dev.trueup.model.RunFailure;
import dev.trueup.model.SourceUnavailableException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What is on a page: one entry that makes no sense keeps no other from being told. For one thread. */
final class Told<T> {

    private final List<T> items = new ArrayList<>();
    private final List<RunFailure> failures = new ArrayList<>();

    /**
     * Reads one entry.
     *
     * @param about the id of what cannot be told if this fails; whatever Stripe wrote in its place
     */
    void add(String about, Supplier<Optional<T>> reading) {
        try {
            reading.get().ifPresent(items::add);
        } catch (SourceUnavailableException e) {
            failures.add(failure(about, String.valueOf(e.getMessage())));
        } catch (RuntimeException e) { // a field of another form, or an event that is none
            failures.add(failure(about, "what Stripe tells of it cannot be understood"));
        }
    }

    Page<T> page(@Nullable String next) {
        return new Page<>(items, failures, next);
    }

    private static RunFailure failure(String about, String reason) {
        return new RunFailure(StripeObjects.canBeId(about) ? about : "unknown", reason);
    }
}
