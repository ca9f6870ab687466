package dev.trueup.spi;

import dev.trueup.model.Page;
import dev.trueup.model.UserProfile;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All users of Clerk, a page at a time: what bulk work reads. Every request is work that can wait: it takes its turn
 * within a share of the provider's limit, behind the live requests of the application. Implementations are thread-safe.
 *
 * <p>A page begins where {@code after} says, which is the {@code next} of the page before it. Pages move while users come
 * and go: a user may be told twice, and one may be left out when others before it are deleted meanwhile. Whoever needs to
 * know that a user does not exist must ask for it by {@link #oneByOne}.
 *
 * <p>Every method throws {@code SourceUnavailableException} with {@code Source.CLERK} when the answer cannot be read as a
 * whole. A single user on a page who cannot be understood is told as one of its failures, if the page still can be.
 */
public interface UserPages {

    /** How many users there are. One request. */
    long count(CallMeter meter);

    /**
     * The users, those created first first, up to 500 a page. One request, and a few more for each user who cannot be
     * understood.
     *
     * @param after where to go on, {@code null} to begin
     * @param meter is told of the requests
     * @throws IllegalArgumentException if {@code after} is not what a page of this list told
     */
    Page<UserProfile> users(@Nullable String after, CallMeter meter);

    /**
     * Where in the list of {@link #users} several readers can begin side by side, if it has so many: each is the {@code
     * next} of the page before it, in the order of the list, and always the same for the same count. No request.
     *
     * @param count how many users there are
     * @return none, as by default, if pages can be read one after the other only or are too few
     */
    default List<String> starts(long count) {
        return List.of();
    }

    /**
     * The users who were created or changed at a time or later, those changed last first. One request, and a few
     * more for each user who cannot be understood.
     *
     * @param since the time by Clerk's clock
     * @param after where to go on, {@code null} to begin
     * @param meter is told of the requests
     * @throws IllegalArgumentException if {@code after} is not what a page of this list told
     */
    Page<UserProfile> changedSince(Instant since, @Nullable String after, CallMeter meter);

    /** The same users by id, by requests that wait for their turn as well. */
    UserDirectory oneByOne(CallMeter meter);
}
