package dev.trueup.clerk;

import com.clerk.backend_api.models.components.User;
import dev.trueup.model.Source;
import dev.trueup.model.SourceUnavailableException;
import dev.trueup.model.UserId;
import dev.trueup.model.UserProfile;
import dev.trueup.spi.UserDirectory;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads users by their ids. Thread-safe. */
final class UserReads implements UserDirectory {

    private final UserCalls calls;
    private final BoundedCalls bounded;
    private final FiledSubscription filed;

    UserReads(UserCalls calls, BoundedCalls bounded, FiledSubscription filed) {
        this.calls = calls;
        this.bounded = bounded;
        this.filed = filed;
    }

    @Override
    public Optional<UserProfile> find(UserId user) {
        String what = "read of " + user;
        Optional<UserProfile> found =
                bounded.answer(what, () -> calls.get(user)).map(it -> profile(it, what));
        if (found.isPresent() && !found.get().id().equals(user)) {
            throw unreadable(what, "it is about another user");
        }
        return found;
    }

    @Override
    public Map<UserId, UserProfile> findAll(Collection<UserId> users) {
        List<UserId> distinct = users.stream().distinct().toList();
        Map<UserId, UserProfile> found = new HashMap<>();
        for (int from = 0; from < distinct.size(); from += UserCalls.BATCH) {
            List<UserId> batch = distinct.subList(from, Math.min(from + UserCalls.BATCH, distinct.size()));
            found.putAll(findBatch(batch));
        }
        return Map.copyOf(found);
    }

    /**
     * Clerk's list says neither how many users matched nor whether it was cut. It cannot have been: as many users are
     * allowed in the answer as are asked for. Whoever is left out does not exist, unless the filter itself got lost on
     * the way, which the users who were not asked for give away.
     */
    private Map<UserId, UserProfile> findBatch(List<UserId> batch) {
        String what = "read of " + batch.get(0) + (batch.size() == 1 ? "" : " and " + (batch.size() - 1) + " more");
        Set<UserId> asked = new HashSet<>(batch);
        Map<UserId, UserProfile> found = new HashMap<>();
        for (User user : bounded.answer(what, () -> calls.list(batch))) {
            UserProfile profile = profile(user, what);
            if (!asked.contains(profile.id())) {
                throw unreadable(what, "it tells of users who were not asked for");
            }
            found.put(profile.id(), profile);
        }
        return found;
    }

    private UserProfile profile(User user, String what) {
        try {
            return Profiles.of(user, filed);
        } catch (RuntimeException e) {
            throw unreadable(what, e.getClass().getName());
        }
    }

    /** An answer that says something else than what was asked for. */
    static SourceUnavailableException unreadable(String what, String why) {
        return new SourceUnavailableException(
                Source.CLERK, "the answer to the " + what + " cannot be understood: " + why, null);
    }
}
