package dev.trueup.clerk;

import com.clerk.backend_api.models.components.User;
import com.clerk.backend_api.models.errors.ClerkError;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads a part of Clerk's list of users. The SDK decodes a list as a whole or not at all, and throws away what it could
 * not decode, so one user whom it does not understand hides all others. But it tells where that user stands, so those
 * before, the user alone, and those behind are read once more, each by a request. For one thread.
 */
final class PartOfList {

    /** More such users on one page are no exception any more, and would cost more requests than reading them by their ids. */
    private static final int MOST_ODD = 30;

    private final UserCalls calls;
    private final BoundedCalls bounded;
    private final String order;
    private final List<Optional<User>> places = new ArrayList<>();
    private int odd;

    PartOfList(UserCalls calls, BoundedCalls bounded, String order) {
        this.calls = calls;
        this.bounded = bounded;
        this.order = order;
    }

    /** The users in the order of the list; empty is one who could not be read, and of whom nothing is known. */
    List<Optional<User>> places() {
        return places;
    }

    static String what(int offset) {
        return "read of users behind the first " + offset;
    }

    void read(int offset, int limit) {
        Answer answer = bounded.answer(what(offset), () -> ask(offset, limit));
        int before = answer.before();
        if (before < 0) {
            answer.users().forEach(user -> places.add(Optional.of(user)));
        } else if (limit == 1) {
            places.add(Optional.empty());
        } else if (odd++ == MOST_ODD || before >= limit) {
            throw UserReads.unreadable(what(offset), "too many users of a page are not as the SDK knows them");
        } else {
            readUnlessNone(offset, before);
            read(offset + before, 1);
            readUnlessNone(offset + before + 1, limit - before - 1);
        }
    }

    private void readUnlessNone(int offset, int limit) {
        if (limit > 0) {
            read(offset, limit);
        }
    }

    private Answer ask(int offset, int limit) {
        try {
            return new Answer(calls.page(order, offset, limit), -1);
        } catch (ClerkError e) {
            return new Answer(List.of(), Failure.oddElement(e).orElseThrow(() -> e));
        }
    }

    /** The users, or how many stand before the first who cannot be decoded. */
    private record Answer(List<User> users, int before) {}
}
