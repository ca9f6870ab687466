package dev.trueup.memory;

import dev.trueup.model.UserId;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;

/** The users whose records should have changed while the primary was away, up to a limit. Thread-safe. */
final class TouchedUsers {

    private final int limit;
    private final Set<UserId> users = new LinkedHashSet<>();
    private boolean complete = true;
    private boolean handedOver;

    TouchedUsers(int limit) {
        this.limit = limit;
    }

    /**
     * Those that were handed over.
     *
     * @param users in the order in which they were touched
     * @param complete whether these are all
     */
    record Batch(Set<UserId> users, boolean complete) {}

    /** Remembers users; {@code false} if they come too late, because the others have been handed over. */
    synchronized boolean add(Collection<UserId> more) {
        if (handedOver) {
            return false;
        }
        for (UserId user : more) {
            if (users.size() < limit) {
                users.add(user);
            } else if (!users.contains(user)) {
                complete = false;
            }
        }
        return true;
    }

    /** Hands all of them over, and takes no more. */
    synchronized Batch handOver() {
        handedOver = true;
        return new Batch(Set.copyOf(users), complete);
    }
}
