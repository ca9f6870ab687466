package dev.trueup.spi;

import dev.trueup.model.UserId;
import dev.trueup.model.UserProfile;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;

/**
 * Who the users are: Clerk, seen by Trueup. Implementations are thread-safe, bound every call in time, and throw
 * {@code SourceUnavailableException} when the directory cannot be asked, so that "no such user" is always its own word.
 */
public interface UserDirectory {

    /** The user with this id; empty only if the directory answered that there is none. */
    Optional<UserProfile> find(UserId user);

    /**
     * Many users by as few calls as the directory allows.
     *
     * @return the users that exist; those who do not are left out
     */
    Map<UserId, UserProfile> findAll(Collection<UserId> users);
}
