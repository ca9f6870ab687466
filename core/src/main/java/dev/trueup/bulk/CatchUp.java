package dev.trueup.bulk;

import dev.trueup.bulk.BulkEnvironment.Verbs;
import dev.trueup.bulk.Notes.Head;
import dev.trueup.bulk.Notes.Kind;
import dev.trueup.bulk.Notes.Window;
import dev.trueup.bulk.Undelivered.Outcomes;
import dev.trueup.model.CustomerSnapshot;
import dev.trueup.model.Page;
import dev.trueup.model.UserId;
import dev.trueup.model.UserProfile;
import dev.trueup.sync.Comparison;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Works on what happened while webhooks were not delivered: Stripe's events by its list of them, Clerk's changes by when
 * users were changed last. Stripe forgets events after 30 days; for a longer time everything is rebuilt instead. Clerk
 * has no list of events, so that a user was deleted there is found out by a rebuild only.
 */
final class CatchUp {

    /** A day less than Stripe's 30, because the list is read for a while. */
    private static final Duration KEPT = Duration.ofDays(29);

    private final Work work;
    private final BulkEnvironment environment;
    private final Instant since;

    CatchUp(Work work, BulkEnvironment environment, Instant since) {
        this.work = work;
        this.environment = environment;
        this.since = since;
    }

    void run() {
        Instant from = since.minus(environment.settings().overlap());
        Verbs verbs = environment.verbs().apply(work.meter());
        if (from.isBefore(work.startedAt().minus(KEPT))) {
            work.tally()
                    .remark("rebuilt instead: Stripe keeps no events of before "
                            + work.startedAt().minus(KEPT));
            new Rebuild(work, environment).run();
        } else {
            events(from, verbs);
        }
        changedUsers(from, verbs);
    }

    private void events(Instant from, Verbs verbs) {
        RunNotes notes = new RunNotes(work, environment.journal());
        List<List<String>> lists = EventTypes.batches();
        EventSweep.Position position = work.resumed() ? resumed(notes, lists.size()) : null;
        if (position == null) {
            position = new EventSweep.Position(from, lists.size());
            notes.append(new Window(from).written());
        }
        new EventSweep(work, environment, new Undelivered(work, environment, verbs), new Counted())
                .run(
                        lists,
                        position,
                        (list, next) -> notes.append(Notes.worked(Kind.EVENTS, new Head(list, 0, next, List.of(), 0))));
    }

    /** How far the first part came, or nothing if it noted nothing of use. */
    private EventSweep.@Nullable Position resumed(RunNotes notes, int lists) {
        AtomicReference<EventSweep.@Nullable Position> found = new AtomicReference<>();
        try {
            notes.takeOver(note -> {
                EventSweep.Position position = found.get();
                if (note.kind() == Kind.WINDOW) {
                    found.set(new EventSweep.Position(Window.read(note.reader()).from(), lists));
                } else if (note.kind() == Kind.EVENTS && position != null) {
                    Head head = Head.read(note.reader());
                    position.reached(head.range(), head.next());
                } else {
                    throw new PackedReader.Malformed(); // or of a rebuild, for a time that was longer then
                }
            });
        } catch (PackedReader.Malformed e) {
            found.set(null);
        }
        if (found.get() == null) {
            work.tally().remark("began again: nothing that is of use is left of the first part");
            notes.delete();
        }
        return found.get();
    }

    private void changedUsers(Instant from, Verbs verbs) {
        String after = null;
        do {
            String at = after;
            Page<UserProfile> page =
                    work.patience().ask(() -> environment.users().changedSince(from, at, work.meter()));
            page.failures().forEach(failure -> work.tally().failed(failure.id(), failure.reason()));
            work.tally().saw(page.items().size());
            List<UserId> changed = changed(page.items());
            work.tally().kept(page.items().size() - changed.size());
            new OneByOne(work, environment).each(changed, user -> {
                verbs.profiles().accept(user);
                work.tally().wrote(1);
            });
            after = page.next();
        } while (after != null);
    }

    /** Users whose record does not show their address and name, or who have none. */
    private List<UserId> changed(List<UserProfile> users) {
        List<UserId> ids = users.stream().map(UserProfile::id).toList();
        Map<UserId, CustomerSnapshot> cached =
                work.patience().ask(() -> environment.cache().findAll(ids));
        return users.stream()
                .filter(user -> !shows(cached.get(user.id()), user))
                .map(UserProfile::id)
                .toList();
    }

    private static boolean shows(@Nullable CustomerSnapshot record, UserProfile user) {
        if (record == null) {
            return false;
        }
        Comparison comparison = new Comparison();
        comparison.withClerk(record.customer(), user);
        return comparison.differences().isEmpty();
    }

    private final class Counted implements Outcomes {

        @Override
        public void worked() {
            work.tally().saw(1);
            work.tally().wrote(1);
        }

        @Override
        public void known() {
            work.tally().saw(1);
            work.tally().kept(1);
        }
    }
}
