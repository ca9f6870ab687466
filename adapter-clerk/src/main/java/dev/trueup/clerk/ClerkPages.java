package dev.trueup.clerk;

import com.clerk.backend_api.models.components.User;
import dev.trueup.model.Page;
import dev.trueup.model.RunFailure;
import dev.trueup.model.UserProfile;
import dev.trueup.spi.CallMeter;
import dev.trueup.spi.UserDirectory;
import dev.trueup.spi.UserPages;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** All users of a Clerk instance by its list, whose pages begin at offsets. Thread-safe. */
final class ClerkPages implements UserPages {

    /** As many as Clerk puts on a page. */
    private static final int LIMIT = 500;

    /** How many users each of several readers gets: ten pages. */
    private static final int STRETCH = 10 * LIMIT;

    private static final Pattern OFFSET = Pattern.compile("[1-9]\\d{0,8}");

    private final UserCalls calls;
    private final Function<CallMeter, BoundedCalls> background;
    private final FiledSubscription filed;

    ClerkPages(UserCalls calls, Function<CallMeter, BoundedCalls> background, FiledSubscription filed) {
        this.calls = calls;
        this.background = background;
        this.filed = filed;
    }

    @Override
    public long count(CallMeter meter) {
        return background.apply(meter).answer("count of users", calls::count);
    }

    @Override
    public Page<UserProfile> users(@Nullable String after, CallMeter meter) {
        int offset = offset(after);
        List<Optional<User>> places = read("+created_at", offset, meter);
        return page(places, offset, next(places, offset));
    }

    @Override
    public List<String> starts(long count) {
        return LongStream.iterate(STRETCH, offset -> offset < count, offset -> offset + STRETCH)
                .mapToObj(Long::toString)
                .toList();
    }

    /** Clerk has changes by the millisecond. A user who changes meanwhile is told again on a page to come, or on none. */
    @Override
    public Page<UserProfile> changedSince(Instant since, @Nullable String after, CallMeter meter) {
        int offset = offset(after);
        List<Optional<User>> places = read("-updated_at", offset, meter);
        long from = since.toEpochMilli();
        long before = Long.MAX_VALUE;
        for (int i = 0; i < places.size(); i++) {
            long updatedAt = places.get(i).map(User::updatedAt).orElse(before);
            if (updatedAt > before) {
                throw UserReads.unreadable(PartOfList.what(offset), "it is not in the order that was asked for");
            }
            if (updatedAt < from) {
                return page(places.subList(0, i), offset, null);
            }
            before = updatedAt;
        }
        return page(places, offset, next(places, offset));
    }

    @Override
    public UserDirectory oneByOne(CallMeter meter) {
        return new UserReads(calls, background.apply(meter), filed);
    }

    private List<Optional<User>> read(String order, int offset, CallMeter meter) {
        PartOfList part = new PartOfList(calls, background.apply(meter), order);
        part.read(offset, LIMIT);
        return part.places();
    }

    private Page<UserProfile> page(List<Optional<User>> places, int offset, @Nullable String next) {
        List<UserProfile> profiles = new ArrayList<>(places.size());
        List<RunFailure> failures = new ArrayList<>();
        for (int i = 0; i < places.size(); i++) {
            try {
                profiles.add(Profiles.of(places.get(i).orElseThrow(), filed));
            } catch (NoSuchElementException | IllegalArgumentException e) { // the latter for an id that is none
                failures.add(new RunFailure(
                        "user behind the first " + (offset + i), "Clerk's list tells of it what cannot be understood"));
            }
        }
        return new Page<>(profiles, failures, next);
    }

    private static @Nullable String next(List<Optional<User>> places, int offset) {
        return places.size() < LIMIT ? null : Integer.toString(offset + places.size());
    }

    private static int offset(@Nullable String after) {
        if (after == null) {
            return 0;
        }
        if (!OFFSET.matcher(after).matches()) {
            throw new IllegalArgumentException("after must be the next of a page");
        }
        return Integer.parseInt(after);
    }
}
