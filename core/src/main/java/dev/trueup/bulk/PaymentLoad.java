package dev.trueup.bulk;

import dev.trueup.bulk.Notes.Begun;
import dev.trueup.bulk.Notes.Divided;
import dev.trueup.bulk.Notes.Head;
import dev.trueup.bulk.Notes.Kind;
import dev.trueup.bulk.Notes.Note;
import dev.trueup.model.InvoiceData;
import dev.trueup.model.Page;
import dev.trueup.model.PaymentData;
import dev.trueup.model.Span;
import dev.trueup.protocol.PageTicket;
import dev.trueup.sync.Copies.Payments;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads all charges, payment intents and invoices into the store, three lists side by side. Each page is written under a
 * number that was taken before it was asked for, and then noted in the journal: a row that a sync has read later stays,
 * and a run that died goes on behind the pages that it has written.
 */
final class PaymentLoad {

    /** Nothing of it goes to the cache, which gives the tickets of other runs. */
    private static final PageTicket NO_TICKET = new PageTicket("", 0);

    private final Work work;
    private final BulkEnvironment environment;
    private final Payments payments;
    private final RunNotes notes;
    private final Workers workers;
    private Map<Kind, ListSweep<?>> lists;
    private boolean restored;

    PaymentLoad(Work work, BulkEnvironment environment, Payments payments) {
        this.work = work;
        this.environment = environment;
        this.payments = payments;
        this.notes = new RunNotes(work, environment.journal());
        this.workers = new Workers(environment.sync().executor(), work.halt());
        this.lists = unread();
    }

    private Map<Kind, ListSweep<?>> unread() {
        return Map.of(
                Kind.CHARGES,
                sweep(
                        Kind.CHARGES,
                        (created, after) -> payments.pages().charges(created, after, work.meter()),
                        PaymentData::created,
                        (ticket, items) -> payments.store().put(ticket, items, List.of())),
                Kind.INTENTS,
                sweep(
                        Kind.INTENTS,
                        (created, after) -> payments.pages().intents(created, after, work.meter()),
                        PaymentData::created,
                        (ticket, items) -> payments.store().put(ticket, items, List.of())),
                Kind.INVOICES,
                sweep(
                        Kind.INVOICES,
                        (created, after) -> payments.pages().invoices(created, after, work.meter()),
                        InvoiceData::created,
                        (ticket, items) -> payments.store().put(ticket, List.of(), items)));
    }

    void run() {
        if (work.resumed()) {
            restore();
        }
        if (!restored) {
            notes.append(new Begun(NO_TICKET, environment.sync().clock().instant(), 0).written());
        }
        lists.values().forEach(ListSweep::start);
        workers.await();
    }

    private void restore() {
        try {
            notes.takeOver(this::restore);
        } catch (PackedReader.Malformed e) {
            work.tally().remark("began again: what was noted of the first part cannot be read");
            notes.delete();
            lists = unread();
            restored = false;
        }
    }

    private void restore(Note note) {
        if (note.kind() == Kind.BEGUN) {
            restored = true;
        } else if (note.kind() == Kind.DIVIDED) {
            Divided divided = Divided.read(note.reader());
            list(divided.list()).restoreDivided(divided.range(), divided.lower(), divided.second());
        } else {
            Head head = Head.read(note.reader());
            list(note.kind()).restoreRead(head.range(), head.count(), head.reached(), head.next());
            work.tally().sawBefore(head.count());
            head.odd().forEach(it -> work.tally().failed(it.id(), it.reason()));
        }
    }

    private ListSweep<?> list(Kind kind) {
        return Optional.<ListSweep<?>>ofNullable(lists.get(kind)).orElseThrow(PackedReader.Malformed::new);
    }

    private <T> ListSweep<Read<T>> sweep(
            Kind kind, ListSweep.Source<T> source, Function<T, Instant> created, Writing<T> writing) {
        return new ListSweep<>(
                (span, after) -> page(source, span, after),
                read -> created.apply(read.item()),
                new Written<>(kind, writing),
                workers,
                environment.sync().clock().instant(),
                environment.settings().readers());
    }

    private <T> Page<Read<T>> page(ListSweep.Source<T> source, Span created, @Nullable String after) {
        long ticket = work.patience().ask(() -> payments.store().ticket());
        Page<T> page = work.patience().ask(() -> source.page(created, after));
        return new Page<>(
                page.items().stream().map(it -> new Read<>(ticket, it)).toList(), page.failures(), page.next());
    }

    /** An item, and the number that was taken before it was read. */
    private record Read<T>(long ticket, T item) {}

    /** Writes what was read under a number. */
    private interface Writing<T> {
        void put(long ticket, List<T> items);
    }

    /** Writes the pages of one list, then notes them. */
    private final class Written<T> implements ListSweep.Progress<Read<T>> {

        private final Kind list;
        private final Writing<T> writing;

        Written(Kind list, Writing<T> writing) {
            this.list = list;
            this.writing = writing;
        }

        @Override
        public void read(int range, Page<Read<T>> page, long reached) {
            if (!page.items().isEmpty()) {
                long ticket = page.items().get(0).ticket();
                List<T> items = page.items().stream().map(Read::item).toList();
                work.patience().tell(() -> writing.put(ticket, items));
            }
            notes.append(Notes.worked(list, Head.of(range, reached, page)));
            work.tally().saw(page.items().size());
            work.tally().wrote(page.items().size());
            page.failures().forEach(it -> work.tally().failed(it.id(), it.reason()));
        }

        @Override
        public void divided(int range, int lower, long second) {
            notes.append(new Divided(list, range, lower, second).written());
        }
    }
}
