package dev.trueup.testkit.fake;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trueup.model.Source;
import java.security.KeyPair;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.Locale;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.function.Consumer;

/**
 * What a {@link FakeClerk} knows. A row never changes once it is in; a change puts a copy in its place. Guarded by the
 * monitor of the {@link ClerkApi}.
 */
final class ClerkState {

    static final String ALL = "all";

    private final Clock clock;
    private final Ids ids = new Ids();
    private final Ids messageIds = new Ids();
    private final Ids sessionIds = new Ids();
    private final EventJournal events = new EventJournal();
    private final Table<FakeUser> users = new Table<>();

    /** The ids, each at the time of its user's last change. */
    private final Table<String> changes = new Table<>();

    ClerkState(Clock clock) {
        this.clock = clock;
    }

    static String byEmail(String email) {
        return "email=" + email.toLowerCase(Locale.ROOT);
    }

    EventJournal events() {
        return events;
    }

    Table<FakeUser> users() {
        return users;
    }

    Timeline changes() {
        return changes.list(ALL);
    }

    FakeUser user(String id) {
        return users.find(id).orElseThrow(() -> new NoSuchElementException("no such user: " + id));
    }

    FakeSessionToken sessionOf(String user, KeyPair key) {
        return new FakeSessionToken(user, sessionIds.next("sess_"), clock.instant(), key);
    }

    String createUser(Consumer<FakeUser> description) {
        FakeUser user = new FakeUser();
        description.accept(user);
        String id = ids.next("user_", user.id(), forced -> users.find(forced).isPresent());
        Instant created = user.createdAt() == null ? now() : requireNonNull(user.createdAt());
        Instant updated = user.updatedAt() == null ? created : requireNonNull(user.updatedAt());
        put(user.id(id).createdAt(created).updatedAt(updated));
        addEvent("user.created", id, ClerkJson.user(user));
        return id;
    }

    void updateUser(String id, Consumer<FakeUser> change) {
        FakeUser changed = user(id).copy().updatedAt(now());
        change.accept(changed);
        put(changed.id(id));
        addEvent("user.updated", id, ClerkJson.user(changed));
    }

    void deleteUser(String id) {
        user(id);
        users.remove(id);
        changes.remove(id);
        addEvent("user.deleted", id, ClerkJson.deleted(id));
    }

    private void addEvent(String type, String user, ObjectNode data) {
        String id = messageIds.next("msg_");
        String body = Json.write(ClerkJson.event(type, clock.instant(), data));
        events.append(number -> new FakeEvent(number, Source.CLERK, id, type, user, body));
    }

    private void put(FakeUser user) {
        user.addresses(user.addresses().stream()
                .map(address -> address.id() != null
                        ? address
                        : new FakeUser.Address(ids.next("idn_"), address.address(), address.verification()))
                .toList());
        Set<String> lists = new HashSet<>();
        lists.add(ALL);
        user.addresses().forEach(address -> lists.add(byEmail(address.address())));
        String id = requireNonNull(user.id());
        users.put(id, user, requireNonNull(user.createdAt()).toEpochMilli(), lists);
        changes.remove(id); // so that of those of one moment the one that was changed last stands last
        changes.put(id, id, requireNonNull(user.updatedAt()).toEpochMilli(), Set.of(ALL));
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
