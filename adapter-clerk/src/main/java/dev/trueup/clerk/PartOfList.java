package dev.trueup.clerk;

import com.clerk.backend_api.models.components.User;
import com.clerk.backend_api.models.errors.ClerkError;
import dev.trueup.model.RunFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads a part of Clerk's list of users. The SDK decodes a list as a whole or not at all, and throws away what it could
 * not decode, so one user whom it does not understand hides all others. Hence such a part is read again in halves, down
 * to that user. For one thread.
 */
final class PartOfList {

    /** Nine find a user among 500; more than some such users on one page are no exception any more. */
    private static final int MOST_HALVINGS = 50;

    private final UserCalls calls;
    private final BoundedCalls bounded;
    private final String order;
    private final List<User> users = new ArrayList<>();
    private final List<RunFailure> failures = new ArrayList<>();
    private int halvings;

    PartOfList(UserCalls calls, BoundedCalls bounded, String order) {
        this.calls = calls;
        this.bounded = bounded;
        this.order = order;
    }

    /** Those who could be read, in the order of the list. */
    List<User> users() {
        return users;
    }

    /** Those who could not, by their places, since nothing else is known of them. */
    List<RunFailure> failures() {
        return failures;
    }

    /** How many there are of both. */
    int places() {
        return users.size() + failures.size();
    }

    static String what(int offset) {
        return "read of users behind the first " + offset;
    }

    void read(int offset, int limit) {
        Optional<List<User>> answer = bounded.answer(what(offset), () -> decoded(offset, limit));
        if (answer.isPresent()) {
            users.addAll(answer.get());
        } else if (limit == 1) {
            failures.add(new RunFailure(
                    "user behind the first " + offset + " by " + order, "Clerk's SDK does not understand it"));
        } else if (halvings++ == MOST_HALVINGS) {
            throw UserReads.unreadable(what(offset), "too many users of a page are not as the SDK knows them");
        } else {
            int half = limit / 2;
            read(offset, half);
            read(offset + half, limit - half);
        }
    }

    private Optional<List<User>> decoded(int offset, int limit) {
        try {
            return Optional.of(calls.page(order, offset, limit));
        } catch (ClerkError e) {
            if (Failure.isOfContent(e)) {
                return Optional.empty();
            }
            throw e;
        }
    }
}
