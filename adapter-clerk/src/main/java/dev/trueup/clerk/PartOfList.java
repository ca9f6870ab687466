package dev.trueup.clerk;

import com.clerk.backend_api.models.components.User;
import com.clerk.backend_api.models.errors.ClerkError;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a part of Clerk's list of users. The SDK decodes a list as a whole or not at all, and throws away what it could
 * not decode, so one user whom it does not understand hides all others. Hence such a part is read again in halves, down
 * to that user. For one thread.
 */
final class PartOfList {

    private static final Logger log = LoggerFactory.getLogger(PartOfList.class);

    /** Nine find a user among 500; more than some such users on one page are no exception any more. */
    private static final int MOST_HALVINGS = 50;

    private final UserCalls calls;
    private final BoundedCalls bounded;
    private final String order;
    private final List<User> users = new ArrayList<>();
    private int places;
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

    /** How many there are, with those who could not be read. */
    int places() {
        return places;
    }

    static String what(int offset) {
        return "read of users behind the first " + offset;
    }

    void read(int offset, int limit) {
        Optional<List<User>> answer = bounded.answer(what(offset), () -> decoded(offset, limit));
        if (answer.isPresent()) {
            users.addAll(answer.get());
            places += answer.get().size();
        } else if (limit == 1) {
            places++;
            log.warn("A user of Clerk's list, behind {} others, cannot be understood and is left out", offset);
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
