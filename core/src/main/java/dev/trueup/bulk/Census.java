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
import dev.trueup.protocol.PageTicket;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.BiFunction;
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

    private static final int ENTRIES = 50;

    /** Enough to keep up with two lists of Stripe, whose pages have a fifth of the items. */
    private static final int USER_READERS = 4;

    private final Work work;
    private final BulkEnvironment environment;
    private final Held held = new Held();
    private final Workers workers;
    private final ListSweep<BillingCustomer> customers;
    private final ListSweep<CustomerSubscription> subscriptions;
    private final UserSweep users;
    private final Begun begun;

    private Census(Work work, BulkEnvironment environment, Begun begun) {
        this.work = work;
        this.environment = environment;
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
        Census census = work.resumed() ? resumed(work, environment) : null;
        if (census == null) {
            census = begun(work, environment);
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

    /** Before anything was read. */
    Instant since() {
        return begun.at();
    }

    private static Census begun(Work work, BulkEnvironment environment) {
        Begun begun = work.patience()
                .ask(() -> new Begun(
                        environment.cache().pageTicket(),
                        environment.sync().clock().instant(),
                        0));
        long expected = work.patience().ask(() -> environment.users().count(work.meter()));
        Begun counted = new Begun(begun.ticket(), begun.at(), expected);
        work.patience().tell(() -> environment.journal().append(work.id(), counted.written()));
        return new Census(work, environment, counted);
    }

    /** The state that the journal tells, or nothing if it tells none that is of use. */
    private static @Nullable Census resumed(Work work, BulkEnvironment environment) {
        try {
            return restored(work, environment);
        } catch (PackedReader.Malformed e) {
            work.tally().remark("began again: what was noted of the first part cannot be read");
        }
        work.patience().tell(() -> environment.journal().delete(work.id()));
        return null;
    }

    private static @Nullable Census restored(Work work, BulkEnvironment environment) {
        Census census = null;
        int from = 0;
        List<byte[]> entries;
        do {
            int at = from;
            entries = work.patience().ask(() -> environment.journal().read(work.id(), at, ENTRIES));
            for (byte[] entry : entries) {
                Note note = Notes.read(entry);
                if (census == null) {
                    Begun begun = Begun.read(note.reader());
                    if (!isStillGood(begun.ticket(), work, environment)) {
                        work.tally()
                                .remark("began again: the first part is too old, or the cache has lost its content");
                        work.patience().tell(() -> environment.journal().delete(work.id()));
                        return null;
                    }
                    census = new Census(work, environment, begun);
                } else {
                    census.restore(note);
                }
            }
            from += entries.size();
        } while (entries.size() == ENTRIES);
        return census;
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
        Head head = hold(note);
        switch (note.kind()) {
            case CUSTOMERS -> work.tally().sawBefore(head.count());
            case USERS -> users.read(head.range(), head.count() + head.odd().size(), head.next());
            default -> {}
        }
        if (note.kind() != Kind.USERS) {
            sweep(note.kind()).restoreRead(head.range(), head.count(), head.reached(), head.next());
        }
    }

    private ListSweep<?> sweep(Kind list) {
        return switch (list) {
            case CUSTOMERS -> customers;
            case SUBSCRIPTIONS -> subscriptions;
            default -> throw new PackedReader.Malformed();
        };
    }

    private void read() {
        work.tally().expect(begun.expected());
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
        work.patience().tell(() -> environment.journal().append(work.id(), entry));
        hold(Notes.read(entry));
    }

    private Head hold(Note note) {
        Head head = Head.read(note.reader());
        int items = note.reader().position();
        switch (note.kind()) {
            case CUSTOMERS -> held.addCustomers(note.entry(), items, head.count());
            case SUBSCRIPTIONS -> held.addSubscriptions(note.entry(), items, head.count());
            case USERS -> held.addUsers(note.entry(), items, head.count());
            default -> throw new PackedReader.Malformed();
        }
        for (RunFailure odd : head.odd()) {
            held.addOdd(odd.id());
            work.tally().failed(odd.id(), odd.reason());
        }
        return head;
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
            byte[] entry = new Divided(list, range, lower, second).written();
            work.patience().tell(() -> environment.journal().append(work.id(), entry));
        }
    }
}
