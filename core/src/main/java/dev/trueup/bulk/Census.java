package dev.trueup.bulk;

import static java.util.Objects.requireNonNull;

import dev.trueup.bulk.Notes.Begun;
import dev.trueup.bulk.Notes.Divided;
import dev.trueup.bulk.Notes.Head;
import dev.trueup.bulk.Notes.Kind;
import dev.trueup.bulk.Notes.Note;
import dev.trueup.model.BillingCustomer;
import dev.trueup.model.CustomerSubscription;
import dev.trueup.model.Page;
import dev.trueup.model.RunFailure;
import dev.trueup.model.SourceUnavailableException;
import dev.trueup.protocol.PageTicket;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads all customers, all subscriptions and all users, side by side, and notes each page in the journal before it goes
 * on, so that a run that died goes on behind its last pages.
 *
 * <p>One ticket is taken before the first page and stands for everything: a record is made of pages of three lists, and
 * that a customer has no further subscription is told by all pages together. Whoever begins to sync a customer while the
 * census is taken has a higher one.
 */
final class Census {

    /** Enough to keep up with two lists of Stripe, whose pages have a fifth of the items. */
    private static final int USER_READERS = 4;

    private static final long UNKNOWN = -1;

    private final Work work;
    private final BulkEnvironment environment;
    private final RunNotes notes;
    private final Held held = new Held();
    private final Workers workers;
    private final ListSweep<BillingCustomer> customers;
    private final ListSweep<CustomerSubscription> subscriptions;
    private final UserSweep users;
    private final List<RunFailure> odd = new ArrayList<>();
    private final Begun begun;

    private Census(Work work, BulkEnvironment environment, RunNotes notes, Begun begun) {
        this.work = work;
        this.environment = environment;
        this.notes = notes;
        this.begun = begun;
        this.workers = new Workers(environment.sync().executor(), work.halt());
        int readers = environment.settings().readers();
        Instant now = environment.sync().clock().instant();
        this.customers = new ListSweep<>(
                (created, after) ->
                        work.patience().ask(() -> environment.billing().customers(created, after, work.meter())),
                it -> requireNonNull(it.created()),
                new Noted<>(Kind.CUSTOMERS, Notes::customers),
                workers,
                now,
                readers);
        this.subscriptions = new ListSweep<>(
                (created, after) ->
                        work.patience().ask(() -> environment.billing().subscriptions(created, after, work.meter())),
                it -> it.subscription().created(),
                new Noted<>(Kind.SUBSCRIPTIONS, Notes::subscriptions),
                workers,
                now,
                readers);
        this.users = new UserSweep(
                after -> work.patience().ask(() -> environment.users().users(after, work.meter())),
                (page, stretch) -> note(Notes.users(Head.of(stretch, 0, page), page.items())),
                workers,
                environment.users().starts(begun.expected()),
                begun.expected(),
                Math.min(USER_READERS, readers));
    }

    /** Reads everything, or what is left of it if the run was resumed. */
    static Census take(Work work, BulkEnvironment environment) {
        RunNotes notes = new RunNotes(work, environment.journal());
        Census census = work.resumed() ? resumed(work, environment, notes) : null;
        if (census == null) {
            census = begun(work, environment, notes);
        }
        census.read();
        return census;
    }

    /** Everything that was read. */
    Held held() {
        return held;
    }

    /** Under which all of it is to be put. */
    PageTicket ticket() {
        return begun.ticket();
    }

    /** Whether the cache still has what was put under the ticket. */
    boolean isKept() {
        return work.patience()
                .ask(() -> environment.cache().pageTicket())
                .incarnation()
                .equals(begun.ticket().incarnation());
    }

    /** Before anything was read. */
    Instant since() {
        return begun.at();
    }

    private static Census begun(Work work, BulkEnvironment environment, RunNotes notes) {
        PageTicket ticket = work.patience().ask(() -> environment.cache().pageTicket());
        Instant at = environment.sync().clock().instant();
        Begun begun = new Begun(ticket, at, expected(work, environment));
        notes.append(begun.written());
        return new Census(work, environment, notes, begun);
    }

    /** How many customers there may be; without an answer the lists are read all the same, somewhat less evenly. */
    private static long expected(Work work, BulkEnvironment environment) {
        try {
            return environment.users().count(work.meter());
        } catch (SourceUnavailableException e) {
            return UNKNOWN;
        }
    }

    /** The state that the journal tells, or nothing if it tells none that is of use. */
    private static @Nullable Census resumed(Work work, BulkEnvironment environment, RunNotes notes) {
        Restoring restoring = new Restoring(work, environment, notes);
        String why;
        try {
            notes.takeOver(restoring);
            if (restoring.census != null) {
                restoring.census.tellRestored();
                return restoring.census;
            }
            why = restoring.tooOld
                    ? "the first part is too old, or the cache has lost its content"
                    : "nothing is left of the first part";
        } catch (PackedReader.Malformed e) {
            why = "what was noted of the first part cannot be read";
        }
        work.tally().remark("began again: " + why);
        notes.delete();
        return null;
    }

    /** Makes a census of what was noted of it. */
    private static final class Restoring implements Consumer<Note> {

        private final Work work;
        private final BulkEnvironment environment;
        private final RunNotes notes;
        private @Nullable Census census;
        private boolean tooOld;

        Restoring(Work work, BulkEnvironment environment, RunNotes notes) {
            this.work = work;
            this.environment = environment;
            this.notes = notes;
        }

        @Override
        public void accept(Note note) {
            if (tooOld) {
                return;
            }
            if (census != null) {
                census.restore(note);
            } else if (note.kind() == Kind.BEGUN) {
                Begun begun = Begun.read(note.reader());
                tooOld = !isStillGood(begun.ticket(), work, environment);
                census = tooOld ? null : new Census(work, environment, notes, begun);
            } else {
                throw new PackedReader.Malformed();
            }
        }
    }

    private static boolean isStillGood(PageTicket ticket, Work work, BulkEnvironment environment) {
        PageTicket now = work.patience().ask(() -> environment.cache().pageTicket());
        Duration age = Duration.of(now.number() - ticket.number(), ChronoUnit.MICROS);
        return now.incarnation().equals(ticket.incarnation())
                && age.compareTo(environment.settings().resumeWithin()) < 0;
    }

    private void restore(Note note) {
        if (note.kind() == Kind.DIVIDED) {
            Divided divided = Divided.read(note.reader());
            sweep(divided.list()).restoreDivided(divided.range(), divided.lower(), divided.second());
            return;
        }
        Head head = Head.read(note.reader());
        hold(note, head);
        odd.addAll(head.odd());
        if (note.kind() == Kind.USERS) {
            users.read(head.range(), head.count() + head.odd().size(), head.next());
        } else {
            sweep(note.kind()).restoreRead(head.range(), head.count(), head.reached(), head.next());
        }
    }

    private void tellRestored() {
        work.tally().sawBefore(customers.items());
        odd.forEach(it -> work.tally().failed(it.id(), it.reason()));
    }

    private ListSweep<?> sweep(Kind list) {
        return switch (list) {
            case CUSTOMERS -> customers;
            case SUBSCRIPTIONS -> subscriptions;
            default -> throw new PackedReader.Malformed();
        };
    }

    private void read() {
        if (begun.expected() != UNKNOWN) {
            work.tally().expect(begun.expected());
        }
        customers.expect(begun.expected());
        subscriptions.expect(begun.expected());
        users.start();
        customers.start();
        subscriptions.start();
        workers.await();
        held.seal();
        work.tally().expect(customers.items());
    }

    private void note(byte[] entry) {
        notes.append(entry);
        Note note = Notes.read(entry);
        Head head = Head.read(note.reader());
        hold(note, head);
        head.odd().forEach(it -> work.tally().failed(it.id(), it.reason()));
    }

    private void hold(Note note, Head head) {
        int items = note.reader().position();
        switch (note.kind()) {
            case CUSTOMERS -> held.addCustomers(note.entry(), items, head.count());
            case SUBSCRIPTIONS -> held.addSubscriptions(note.entry(), items, head.count());
            case USERS -> held.addUsers(note.entry(), items, head.count());
            default -> throw new PackedReader.Malformed();
        }
        head.odd().forEach(it -> held.addOdd(it.id()));
    }

    /** Notes the pages of one list, then holds them. */
    private final class Noted<T> implements ListSweep.Progress<T> {

        private final Kind list;
        private final BiFunction<Head, List<T>, byte[]> packed;

        Noted(Kind list, BiFunction<Head, List<T>, byte[]> packed) {
            this.list = list;
            this.packed = packed;
        }

        @Override
        public void read(int range, Page<T> page, long reached) {
            note(packed.apply(Head.of(range, reached, page), page.items()));
            if (list == Kind.CUSTOMERS) {
                work.tally().saw(page.items().size());
            }
        }

        @Override
        public void divided(int range, int lower, long second) {
            notes.append(new Divided(list, range, lower, second).written());
        }
    }
}
