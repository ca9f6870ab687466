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
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** All users of a Clerk instance by its list, whose pages begin at offsets. Thread-safe. */
final class ClerkPages implements UserPages {

    /** As many as Clerk puts on a page. */
    private static final int LIMIT = 500;

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
        PartOfList part = read("+created_at", offset, meter);
        return page(part.users(), part, offset, part.places() < LIMIT);
    }

    /** Clerk has changes by the millisecond. A user who changes meanwhile is told again on a page to come, or on none. */
    @Override
    public Page<UserProfile> changedSince(Instant since, @Nullable String after, CallMeter meter) {
        int offset = offset(after);
        PartOfList part = read("-updated_at", offset, meter);
        List<User> changed = new ArrayList<>();
        long before = Long.MAX_VALUE;
        for (User user : part.users()) {
            if (user.updatedAt() > before) {
                throw UserReads.unreadable(PartOfList.what(offset), "it is not in the order that was asked for");
            }
            before = user.updatedAt();
            if (before >= since.toEpochMilli()) {
                changed.add(user);
            }
        }
        boolean isLast = part.places() < LIMIT || changed.size() < part.users().size();
        return page(changed, part, offset, isLast);
    }

    @Override
    public UserDirectory oneByOne(CallMeter meter) {
        return new UserReads(calls, background.apply(meter), filed);
    }

    private PartOfList read(String order, int offset, CallMeter meter) {
        PartOfList part = new PartOfList(calls, background.apply(meter), order);
        part.read(offset, LIMIT);
        return part;
    }

    private Page<UserProfile> page(List<User> users, PartOfList part, int offset, boolean isLast) {
        List<UserProfile> profiles = new ArrayList<>(users.size());
        List<RunFailure> failures = new ArrayList<>(part.failures());
        for (User user : users) {
            try {
                profiles.add(Profiles.of(user, filed));
            } catch (IllegalArgumentException e) {
                failures.add(new RunFailure("user behind the first " + offset, "its id is none that a user can have"));
            }
        }
        return new Page<>(profiles, failures, isLast ? null : Integer.toString(offset + part.places()));
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
