package dev.trueup.bulk;

import dev.trueup.model.BillingCustomer;
import dev.trueup.model.CustomerSubscription;
import dev.trueup.model.Page;
import dev.trueup.model.RunFailure;
import dev.trueup.model.UserProfile;
import dev.trueup.protocol.PageTicket;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The entries of a run's journal: what was read, and up to where. */
final class Notes {

    private static final int VERSION = 1;

    private Notes() {}

    /** What an entry is about. To be added to at the end only. */
    enum Kind {
        BEGUN,
        CUSTOMERS,
        SUBSCRIPTIONS,
        USERS,
        DIVIDED,
        WINDOW,
        EVENTS,
        TAKEN,
        CHARGES,
        INTENTS,
        INVOICES;

        /** Whether the notes of a run begin with one of these. */
        boolean begins() {
            return this == BEGUN || this == WINDOW;
        }
    }

    /**
     * A note that was read again.
     *
     * @param kind what it is about
     * @param writer tells the process that wrote it from others
     * @param entry the bytes of the whole note
     * @param reader stands behind the kind
     */
    record Note(Kind kind, long writer, byte[] entry, PackedReader reader) {}

    /**
     * How a run began.
     *
     * @param ticket under which all that it reads is put
     * @param at when
     * @param expected how many customers there may be
     */
    record Begun(PageTicket ticket, Instant at, long expected) {

        byte[] written() {
            PackedWriter out = begin(Kind.BEGUN);
            out.text(ticket.incarnation());
            out.number(ticket.number());
            out.time(at);
            out.number(expected);
            return out.bytes();
        }

        static Begun read(PackedReader in) {
            return PackedReader.checked(
                    () -> new Begun(new PageTicket(in.text(), in.number()), in.time(), in.number()));
        }
    }

    /**
     * A range of a list that gave its lower part to another one.
     *
     * @param list which list
     * @param second where the lower part ends
     */
    record Divided(Kind list, int range, int lower, long second) {

        byte[] written() {
            PackedWriter out = begin(Kind.DIVIDED);
            out.number(list.ordinal());
            out.number(range);
            out.number(lower);
            out.number(second);
            return out.bytes();
        }

        static Divided read(PackedReader in) {
            return PackedReader.checked(
                    () -> new Divided(kind(in.number()), (int) in.number(), (int) in.number(), in.number()));
        }
    }

    /** Events since then are being worked on. */
    record Window(Instant from) {

        byte[] written() {
            PackedWriter out = begin(Kind.WINDOW);
            out.time(from);
            return out.bytes();
        }

        static Window read(PackedReader in) {
            return PackedReader.checked(() -> new Window(in.time()));
        }
    }

    /**
     * How far a page goes, ahead of its items.
     *
     * @param range which range of the list
     * @param reached when its last item was created
     * @param next where the next page begins, {@code null} if this was the last one
     * @param odd what was on it and could not be understood
     * @param count how many items it had
     */
    record Head(int range, long reached, @Nullable String next, List<RunFailure> odd, int count) {

        static Head of(int range, long reached, Page<?> page) {
            return new Head(
                    range, reached, page.next(), page.failures(), page.items().size());
        }

        private void write(PackedWriter out) {
            out.number(range);
            out.number(reached);
            out.optional(next);
            out.number(odd.size());
            odd.forEach(it -> {
                out.text(it.id());
                out.text(it.reason());
            });
            out.number(count);
        }

        static Head read(PackedReader in) {
            return PackedReader.checked(
                    () -> new Head((int) in.number(), in.number(), in.optional(), failures(in), items(in)));
        }

        /** Not checked against the length: pages whose items need not be kept are without them. */
        private static int items(PackedReader in) {
            long count = in.number();
            if (count < 0 || count > Integer.MAX_VALUE) {
                throw new PackedReader.Malformed();
            }
            return (int) count;
        }

        private static List<RunFailure> failures(PackedReader in) {
            int count = in.count();
            List<RunFailure> failures = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                failures.add(new RunFailure(in.text(), in.text()));
            }
            return failures;
        }
    }

    static byte[] customers(Head head, List<BillingCustomer> items) {
        PackedWriter out = begin(Kind.CUSTOMERS);
        head.write(out);
        items.forEach(out::customer);
        return out.bytes();
    }

    static byte[] subscriptions(Head head, List<CustomerSubscription> items) {
        PackedWriter out = begin(Kind.SUBSCRIPTIONS);
        head.write(out);
        items.forEach(out::subscription);
        return out.bytes();
    }

    static byte[] users(Head head, List<UserProfile> items) {
        PackedWriter out = begin(Kind.USERS);
        head.write(out);
        items.forEach(out::user);
        return out.bytes();
    }

    /** A page of a list whose items were worked on and need not be kept. */
    static byte[] worked(Kind list, Head head) {
        PackedWriter out = begin(list);
        head.write(out);
        return out.bytes();
    }

    /** A process goes on with what another one began. */
    static byte[] taken() {
        return begin(Kind.TAKEN).bytes();
    }

    /** Says in a note who wrote it. */
    static void sign(byte[] note, long writer) {
        ByteBuffer.wrap(note).putLong(0, writer);
    }

    private static PackedWriter begin(Kind kind) {
        PackedWriter out = new PackedWriter();
        out.room(Long.BYTES); // for the writer
        out.number(VERSION);
        out.number(kind.ordinal());
        return out;
    }

    /** @throws PackedReader.Malformed if it is none */
    static Note read(byte[] entry) {
        if (entry.length < Long.BYTES) {
            throw new PackedReader.Malformed();
        }
        PackedReader in = new PackedReader(entry, Long.BYTES);
        return PackedReader.checked(() -> {
            if (in.number() != VERSION) {
                throw new PackedReader.Malformed();
            }
            return new Note(kind(in.number()), ByteBuffer.wrap(entry).getLong(0), entry, in);
        });
    }

    private static Kind kind(long number) {
        if (number < 0 || number >= Kind.values().length) {
            throw new PackedReader.Malformed();
        }
        return Kind.values()[(int) number];
    }
}
